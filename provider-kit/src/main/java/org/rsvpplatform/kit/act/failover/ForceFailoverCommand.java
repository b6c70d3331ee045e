package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.RunHalted;
import org.rsvpplatform.kit.act.command.RunRolledBack;
import org.rsvpplatform.kit.act.command.Verdict;

/** Changes the active provider although a guard does not hold: the plan names what may be lost. */
public final class ForceFailoverCommand
        implements ChangeCommand<ForceFailoverCommand.Parameters, FailoverResult> {
    private final Successions successions;
    private final Failovers failovers;

    public record Parameters(
            @Parameter(value = "A domain (its default group), a group or a provider", position = 0)
                    String target,
            @Parameter("The provider that is to be the active one") String to) {}

    public ForceFailoverCommand(Successions successions, Failovers failovers) {
        this.successions = successions;
        this.failovers = failovers;
    }

    @Override
    public Declaration<Parameters, FailoverResult> declaration() {
        return new Declaration<>(
                "providers:force-failover",
                "Make a standby the active provider, and accept the loss that the plan names",
                Effect.DESTROY,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp providers:force-failover database --to=backup-postgresql",
                Parameters.class,
                FailoverResult.class);
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public Plan plan(Parameters parameters) {
        String group = successions.group(parameters.target(), parameters.to());
        return FailoverCommand.planOf(List.of(successions.assess(group, parameters.to(), true)));
    }

    @Override
    public FailoverResult change(Parameters parameters, Run run)
            throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
        return new FailoverResult(Verdict.GOOD, failovers.carryOut(run), List.of(), List.of());
    }
}
