package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;

/** Keeps a provider from taking writes that is not the active one of its group. */
public final class FenceCommand
        implements ChangeCommand<FenceCommand.Parameters, FenceCommand.Result> {
    static final String NAME = "providers:fence";
    private static final String ANSWERED = "answered";
    private static final String FENCED = "fenced";
    private static final String DIVERGENCE = "divergence";

    private final Returns returns;
    private final SplitBrain journal;
    private final Clock clock;

    public record Parameters(
            @Parameter(
                            value = "The provider that takes writes and is not the active one",
                            required = true,
                            position = 0)
                    String provider) {}

    /**
     * What came of it.
     *
     * @param divergence how far it has come apart from the active one
     * @param answeredAt when it was first heard taking writes
     * @param tookMs from then to the fence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            Verdict verdict,
            String group,
            String provider,
            String divergence,
            Instant answeredAt,
            Instant fencedAt,
            long tookMs) {}

    public FenceCommand(Returns returns, SplitBrain journal, Clock clock) {
        this.returns = returns;
        this.journal = journal;
        this.clock = clock;
    }

    /** As an operator writes it. */
    static String line(String provider) {
        return "./rsvp %s %s".formatted(NAME, provider);
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                NAME,
                "Keep a provider from taking writes that is not the active one of its group",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                line("backup-postgresql"),
                Parameters.class,
                Result.class);
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public Plan plan(Parameters parameters) {
        Succession past = returns.past(parameters.provider());
        Return parts = returns.parts(past);
        String name = past.from().name();
        SortedMap<String, String> basis = new TreeMap<>(parts.identities());
        basis.put(UnderWay.EPOCH + past.group(), Long.toString(past.epoch()));
        basis.put("fence " + past.group(), name);
        basis.put(SincePlan.ACTIVE + past.group(), past.to().name());
        return new Plan(
                List.of(
                        new Plan.Step(
                                look(name),
                                "see where it stands, and that our store is not the older one"),
                        new Plan.Step(
                                fence(name), "keep it from taking writes: " + parts.fence().name()),
                        new Plan.Step(verify(name), "see that it takes none")),
                basis,
                new TreeMap<>(),
                false,
                ForPlan.ask(() -> returns.againstFence(past, Optional.empty())));
    }

    private static String look(String provider) {
        return "look at " + provider;
    }

    private static String fence(String provider) {
        return "fence " + provider;
    }

    private static String verify(String provider) {
        return "verify " + provider;
    }

    @Override
    public Result change(Parameters parameters, Run run) throws RunFailed, InterruptedException {
        String name = parameters.provider();
        Succession past = returns.past(name);
        Return parts = returns.parts(past);
        AtomicReference<Sighting> seen = new AtomicReference<>(FenceCommand::forgotten);
        run.step(look(name), () -> looked(past, parts, run, seen));
        run.commit();
        try {
            run.step(fence(name), () -> raised(name, parts, run));
        } finally {
            tell(past, run, seen.get());
        }
        run.step(verify(name), () -> parts.fenced().look());
        Instant answered = Instant.parse(run.note(ANSWERED).orElseThrow());
        Instant fenced = Instant.parse(run.note(FENCED).orElseThrow());
        journal.fenced(past, answered, fenced, run.detail(fence(name)), run.id());
        return new Result(
                Verdict.GOOD,
                past.group(),
                name,
                run.note(DIVERGENCE).orElseThrow(),
                answered,
                fenced,
                Duration.between(answered, fenced).toMillis());
    }

    /** The situation may have changed since the plan, and our store may be the older one. */
    private String looked(Succession past, Return parts, Run run, AtomicReference<Sighting> seen)
            throws RunFailed, InterruptedException {
        SincePlan.sameEpoch(past, run);
        SincePlan.stillHold(returns.againstFence(past, Optional.of(run.document())));
        Instant answered =
                clock.instant()
                        .minus(returns.takesWritesFor(past.from().name()).orElse(Duration.ZERO));
        seen.set(parts.look());
        run.note(ANSWERED, answered.toString());
        return "it takes writes, and our store is not older than its data";
    }

    /** A service that ended in between does not know any more what it saw. */
    private static Divergence forgotten() {
        return Divergence.unknown(
                "how far they have come apart is not known: this service was started anew");
    }

    /** After the fence, also when it did not come about; once, whoever takes the run up. */
    private void tell(Succession past, Run run, Sighting seen) throws InterruptedException {
        if (run.note(DIVERGENCE).isEmpty()) {
            Divergence divergence = seen.divergence();
            Instant answered = Instant.parse(run.note(ANSWERED).orElseThrow());
            journal.seen(past, divergence, answered, run.id());
            run.note(DIVERGENCE, divergence.told());
        }
    }

    /** While this service was away somebody may have made it a standby. */
    private String raised(String name, Return parts, Run run)
            throws RunFailed, InterruptedException {
        String how =
                run.isTakenUp() && parts.takesNone()
                        ? name + " answers, and takes no writes any more"
                        : parts.fence().raise();
        run.note(FENCED, clock.instant().toString());
        return how;
    }
}
