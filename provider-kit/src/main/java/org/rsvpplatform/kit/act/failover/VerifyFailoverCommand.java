package org.rsvpplatform.kit.act.failover;

import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.DomainWatch;

/** Proves of each group that its active provider is what it should be, and the others are not. */
public final class VerifyFailoverCommand
        implements ReadCommand<VerifyFailoverCommand.Parameters, VerifyFailoverCommand.Result> {
    private final DomainWatch watch;
    private final Failovers failovers;

    public record Parameters(
            @Parameter(value = "A domain or a group; all groups without it", position = 0)
                    String target) {}

    public record Result(Verdict verdict, List<Proven> groups) {}

    /**
     * One group.
     *
     * @param told what was seen, or what is missing
     */
    public record Proven(String group, String active, long epoch, Verdict verdict, String told) {}

    public VerifyFailoverCommand(DomainWatch watch, Failovers failovers) {
        this.watch = watch;
        this.failovers = failovers;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "providers:verify-failover",
                "Prove that the active providers take writes, and no others",
                Effect.READ,
                RequiredRole.VIEWER,
                "Provider Failover",
                "./rsvp providers:verify-failover",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) throws InterruptedException {
        List<Proven> groups = new ArrayList<>();
        for (String group : failovers.groups(parameters.target())) {
            groups.add(proven(group));
        }
        return new Result(
                groups.stream().map(Proven::verdict).reduce(Verdict.GOOD, Verdict::worse), groups);
    }

    private Proven proven(String group) throws InterruptedException {
        String active = watch.appointment(group).map(a -> a.provider()).orElse(null);
        long epoch = watch.epoch(group);
        try {
            return new Proven(group, active, epoch, Verdict.GOOD, failovers.prove(group));
        } catch (RunFailed e) {
            return new Proven(group, active, epoch, Verdict.BAD, e.getMessage());
        }
    }
}
