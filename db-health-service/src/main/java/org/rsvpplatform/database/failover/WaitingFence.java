package org.rsvpplatform.database.failover;

import java.time.Duration;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Insisting;
import org.rsvpplatform.kit.time.Deadline;

/**
 * No fence of its own: every commit that the old primary could still acknowledge needs this very
 * standby, which gives none once it is promoted.
 *
 * @param stillSo asked once more when it is raised
 */
record WaitingFence(Member<?, ?> from, Member<?, ?> to, String leavesOpen, Guard stillSo)
        implements Fence {
    private static final Duration HEARD = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "each commit of %s waits for %s".formatted(from.name(), to.name());
    }

    /** A service that was just started may not have heard the standby yet. */
    @Override
    public String raise() throws RunFailed, InterruptedException {
        return Insisting.ask(Deadline.in(HEARD, to.ticker()), this::stillWaits);
    }

    private String stillWaits() throws RunFailed, InterruptedException {
        if (to.present().filter(beat -> beat.facts().takesWrites()).isPresent()) {
            return "%s takes writes already, and confirms none of %s"
                    .formatted(to.name(), from.name());
        }
        GuardReport report = stillSo.look();
        if (!report.holds()) {
            throw new RunFailed(report.evidence());
        }
        return "%s acknowledges no commit without %s".formatted(from.name(), to.name());
    }

    @Override
    public String lift() {
        return "there was none to take back";
    }
}
