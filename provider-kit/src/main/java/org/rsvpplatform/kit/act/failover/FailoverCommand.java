package org.rsvpplatform.kit.act.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.RunHalted;
import org.rsvpplatform.kit.act.command.RunRolledBack;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * Changes the active provider where all guards hold: by a switchover while it is well, by a
 * failover when it is gone.
 */
public final class FailoverCommand
        implements ChangeCommand<FailoverCommand.Parameters, FailoverResult> {
    private final DomainWatch watch;
    private final Successions successions;
    private final Explainer explainer;
    private final Failovers failovers;

    public record Parameters(
            @Parameter(value = "A domain (its default group), a group or a provider", position = 0)
                    String target,
            @Parameter("The provider that is to be the active one") String to,
            @Parameter("Look at every group, and act where all guards hold") boolean auto,
            @Parameter("Only say what would be done, guard by guard") boolean explain) {}

    public FailoverCommand(
            DomainWatch watch, Successions successions, Explainer explainer, Failovers failovers) {
        this.watch = watch;
        this.successions = successions;
        this.explainer = explainer;
        this.failovers = failovers;
    }

    @Override
    public Declaration<Parameters, FailoverResult> declaration() {
        return new Declaration<>(
                "providers:failover",
                "Make a standby the active provider, where nothing is lost by it",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp providers:failover database --to=backup-postgresql",
                Parameters.class,
                FailoverResult.class);
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public Plan plan(Parameters parameters) {
        if (parameters.explain()) {
            return Plan.of(List.of());
        }
        List<Assessment> meant = new ArrayList<>();
        if (parameters.auto()) {
            for (String group : successions.groups(parameters.target())) {
                successions
                        .assessIfAble(group)
                        .filter(a -> a.succession().verb() == Verb.FAILOVER && a.clear())
                        .ifPresent(meant::add);
            }
        } else {
            String group = successions.group(parameters.target(), parameters.to());
            meant.add(successions.assess(group, parameters.to(), false));
        }
        return planOf(meant);
    }

    static Plan planOf(List<Assessment> meant) {
        List<Plan.Step> steps = new ArrayList<>();
        SortedMap<String, String> basis = new TreeMap<>();
        SortedMap<String, Long> bounds = new TreeMap<>();
        boolean unbounded = false;
        List<GuardReport> guards = new ArrayList<>();
        for (Assessment assessment : meant) {
            steps.addAll(SuccessionRun.steps(assessment.succession(), assessment.takeover()));
            SuccessionBasis.put(basis, assessment);
            assessment.loss().bounds().forEach((unit, most) -> bounds.merge(unit, most, Long::sum));
            unbounded |= !assessment.loss().known();
            guards.addAll(assessment.guards());
        }
        return new Plan(steps, basis, bounds, unbounded, guards);
    }

    @Override
    public FailoverResult change(Parameters parameters, Run run)
            throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        List<FailoverResult.Changed> changed = failovers.carryOut(run);
        List<Explanation> explained = new ArrayList<>();
        List<String> notes = List.of();
        if (parameters.explain() || parameters.auto()) {
            List<String> groups = successions.groups(parameters.target());
            notes = successions.note(groups);
            for (String group : groups) {
                if (changed.stream().noneMatch(c -> c.group().equals(group))) {
                    explained.add(explainer.explain(group));
                }
            }
        }
        boolean left =
                parameters.auto()
                        && explained.stream()
                                .filter(e -> e.active() != null)
                                .anyMatch(
                                        e ->
                                                watch.board()
                                                                .state(e.active())
                                                                .orElse(State.UNKNOWN)
                                                        == State.DOWN);
        return new FailoverResult(left ? Verdict.BAD : Verdict.GOOD, changed, explained, notes);
    }
}
