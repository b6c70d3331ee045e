package org.rsvpplatform.kit.act.failover;

import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** Proves of each group that its active provider is what it should be, and the others are not. */
public final class VerifyFailoverCommand
        implements ReadCommand<VerifyFailoverCommand.Parameters, VerifyFailoverCommand.Result> {
    private final DomainWatch watch;
    private final Successions successions;

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

    public VerifyFailoverCommand(DomainWatch watch, Successions successions) {
        this.watch = watch;
        this.successions = successions;
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
        for (String group : successions.groups(parameters.target())) {
            groups.add(proven(group));
        }
        return new Result(
                groups.stream().map(Proven::verdict).reduce(Verdict.GOOD, Verdict::worse), groups);
    }

    private Proven proven(String group) throws InterruptedException {
        String active = watch.appointment(group).map(a -> a.provider()).orElse(null);
        long epoch = watch.epoch(group);
        try {
            return new Proven(group, active, epoch, Verdict.GOOD, prove(group));
        } catch (RunFailed | Refused e) {
            return new Proven(group, active, epoch, Verdict.BAD, e.getMessage());
        }
    }

    /**
     * Proves that a group's active provider is what it should be, and its others are not.
     *
     * @return what was seen
     * @throws RunFailed what is missing
     */
    private String prove(String group) throws RunFailed, InterruptedException {
        Provider active =
                watch.appointment(group)
                        .map(a -> successions.provider(a.provider()))
                        .orElseThrow(() -> new RunFailed("it has no active provider"));
        List<String> seen = new ArrayList<>();
        for (Provider other : watch.providers()) {
            if (other.group().equals(group) && other.role() == Role.STANDBY) {
                Succession past = new Succession(Verb.FAILOVER, other, active, watch.epoch(group));
                seen.add(successions.takeover(past).proof().look());
            }
        }
        return String.join("; ", seen);
    }
}
