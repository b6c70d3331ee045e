package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;

/**
 * What a run asks before it acts: since its plan somebody else may have acted. Each question fails
 * the run when its answer is no.
 */
final class SincePlan {
    /** In a plan's basis: whom it takes for the active one of a group. */
    static final String ACTIVE = "active ";

    private SincePlan() {}

    /** Whether nobody has changed the group's active provider. */
    static void sameEpoch(Succession past, Run run) throws RunFailed {
        String planned = run.plan().basis().get(UnderWay.EPOCH + past.group());
        if (!Long.toString(past.epoch()).equals(planned)) {
            throw new RunFailed("the epoch is %d by now".formatted(past.epoch()));
        }
    }

    /** Whether the active one is the same, be it under a later epoch. */
    static void sameActive(Succession past, Run run) throws RunFailed {
        String planned = run.plan().basis().get(ACTIVE + past.group());
        if (!past.to().name().equals(planned)) {
            throw new RunFailed("%s is the active one by now".formatted(past.to().name()));
        }
    }

    /** Whether the right succession is still the one that was planned. */
    static void sameSuccession(Succession planned, Succession now) throws RunFailed {
        if (now.verb() != planned.verb()
                || now.epoch() != planned.epoch()
                || !now.from().name().equals(planned.from().name())) {
            throw new RunFailed("the situation has changed: it would be a " + now.verb().label());
        }
    }

    /** Whether all of these guards hold, asked once more. */
    static void stillHold(List<GuardReport> guards) throws RunFailed {
        List<GuardReport> blocking = GuardReport.blocking(guards);
        if (!blocking.isEmpty()) {
            throw new RunFailed(GuardReport.told(blocking));
        }
    }
}
