package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;

/** Proves of each group that its active provider is what it should be, and the others are not. */
public final class VerifyFailoverCommand
        implements ReadCommand<VerifyFailoverCommand.Parameters, VerifyFailoverCommand.Result> {
    private final DomainWatch watch;
    private final Successions successions;

    public record Parameters(
            @Parameter(value = "A domain or a group; all groups without it", position = 0)
                    String target) {}

    /**
     * What was proven.
     *
     * @param notes why there is nothing to prove
     */
    public record Result(
            Verdict verdict,
            List<Proven> groups,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {}

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
        List<String> groups = successions.groups(parameters.target());
        List<Proven> proven = new ArrayList<>();
        for (String group : groups) {
            proven.add(proven(group));
        }
        return new Result(
                proven.stream().map(Proven::verdict).reduce(Verdict.GOOD, Verdict::worse),
                proven,
                successions.note(groups));
    }

    private Proven proven(String group) throws InterruptedException {
        String active = watch.appointment(group).map(a -> a.provider()).orElse(null);
        long epoch = watch.epoch(group);
        if (active == null) {
            return new Proven(group, null, epoch, Verdict.BAD, "it has no active provider");
        }
        try {
            HealthBoard.Explained now = probed(active);
            if (now.report().observed() == State.DOWN) {
                return new Proven(
                        group,
                        active,
                        epoch,
                        Verdict.BAD,
                        "%s is %s".formatted(active, Situation.told(State.DOWN, now.diagnosis())));
            }
            String seen = prove(group, active);
            return new Proven(
                    group, active, epoch, Verdict.of(now.report().observed()), seen + but(now));
        } catch (RunFailed | Refused e) {
            return new Proven(group, active, epoch, Verdict.BAD, e.getMessage());
        }
    }

    /** What the board shows may still be from before it was the active one. */
    private HealthBoard.Explained probed(String active) throws InterruptedException {
        try {
            return watch.board()
                    .explain(watch.engine().probe(active, ProbeEngine.Request.ALL).get(), false);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** It may take writes, and be unwell: its commits may wait for a standby that is gone. */
    private static String but(HealthBoard.Explained now) {
        return now.diagnosis()
                .map(
                        diagnosis ->
                                "; but %s is %s (%s)%s"
                                        .formatted(
                                                now.report().provider().name(),
                                                now.report().observed(),
                                                diagnosis.cause(),
                                                diagnosis.evidence().stream()
                                                        .findFirst()
                                                        .map(": "::concat)
                                                        .orElse("")))
                .orElse("");
    }

    /**
     * Proves that a group's active provider is what it should be, and its others are not.
     *
     * @return what was seen
     * @throws RunFailed what is missing
     */
    private String prove(String group, String name) throws RunFailed, InterruptedException {
        Provider active = successions.provider(name);
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
