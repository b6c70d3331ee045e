package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Appointment;

/** Says of a group all that decides over its active provider. */
public final class Explainer {
    private final DomainWatch watch;
    private final Successions successions;
    private final Decisions decisions;
    private final Returns returns;
    private final Admissions admissions;
    private final Holds holds;

    public Explainer(
            DomainWatch watch,
            Successions successions,
            Decisions decisions,
            Returns returns,
            Admissions admissions,
            Holds holds) {
        this.watch = watch;
        this.successions = successions;
        this.decisions = decisions;
        this.returns = returns;
        this.admissions = admissions;
        this.holds = holds;
    }

    /** Why a group would or would not change right now. */
    public Explanation explain(String group) throws InterruptedException {
        try {
            Assessment assessment =
                    successions.assess(group, Optional.empty(), false, Optional.empty());
            Succession succession = assessment.succession();
            return new Explanation(
                    group,
                    succession.from().name(),
                    succession.to().name(),
                    watch.epoch(group),
                    succession.verb(),
                    assessment.why(),
                    assessment.clear(),
                    watch.settings(group).auto(),
                    assessment.guards(),
                    budget(succession, assessment.takeover()),
                    decisions.of(group),
                    returns.of(group),
                    paused(group),
                    admissions.of(group).orElse(null));
        } catch (Refused e) {
            return new Explanation(
                    group,
                    watch.appointment(group).map(Appointment::provider).orElse(null),
                    null,
                    watch.epoch(group),
                    null,
                    e.getMessage() + "; " + e.hint(),
                    false,
                    watch.settings(group).auto(),
                    List.of(),
                    List.of(),
                    decisions.of(group),
                    returns.of(group),
                    paused(group),
                    admissions.of(group).orElse(null));
        }
    }

    private List<TimeBudget> budget(Succession succession, Takeover takeover) {
        return watch.cadence(succession.from().name())
                .map(
                        probes ->
                                TimeBudget.of(
                                        probes,
                                        watch.settings(succession.group()),
                                        takeover.patience()))
                .orElse(List.of());
    }

    /** Also while all is well, when it is in nobody's way yet. */
    private Hold paused(String group) {
        return holds.of(Holds.Kind.PAUSED, group).map(Hold::of).orElse(null);
    }
}
