package org.rsvpplatform.database.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.act.providers.Examination;
import org.rsvpplatform.kit.act.providers.Target;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * Drops what this service keeps of the way to a database, and connects anew at once, whatever
 * back-off is on. It succeeds when the probe at its end does.
 */
@Singleton
public final class Reconnect implements ChangeCommand<Reconnect.Parameters, Reconnect.Result> {
    private static final Set<Layer> LOGIN =
            Set.of(Layer.DNS, Layer.CONNECT, Layer.TLS, Layer.PROTOCOL, Layer.AUTHENTICATION);

    private final DomainWatch watch;

    public record Parameters(
            @Parameter(value = "A provider or a group; all databases without it", position = 0)
                    String provider) {}

    public record Result(Verdict verdict, List<Reconnected> providers) {}

    /**
     * How one provider is after it.
     *
     * @param tookMs the verifying probe
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reconnected(String provider, State state, double tookMs, Diagnosis diagnosis) {}

    public Reconnect(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "db:reconnect",
                "Drop what is kept of a database's connections and connect anew",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Database Connection Issues",
                "./rsvp db:reconnect postgresql",
                Parameters.class,
                Result.class);
    }

    @Override
    public Plan plan(Parameters parameters) {
        List<String> steps = new ArrayList<>();
        for (Provider provider : providers(parameters)) {
            steps.add("drop " + provider.name());
            steps.add("connect " + provider.name());
            steps.add("verify " + provider.name());
        }
        return Plan.of(steps);
    }

    /** Whoever is only observed is left alone: refused when named, left out of "all". */
    private List<Provider> providers(Parameters parameters) {
        List<Provider> named = new Target("provider", parameters.provider()).in(watch);
        List<Provider> managed = named.stream().filter(p -> !p.observedOnly()).toList();
        if (managed.isEmpty() && !named.isEmpty()) {
            throw new Refused(
                    "%s is only observed".formatted(named.getFirst().name()),
                    "remove mode: observe from its configuration");
        }
        return managed;
    }

    @Override
    public Result change(Parameters parameters, Run run) throws RunFailed, InterruptedException {
        List<Reconnected> done = new ArrayList<>();
        for (Provider provider : providers(parameters)) {
            run.step("drop " + provider.name(), () -> drop(provider));
            run.step("connect " + provider.name(), () -> connect(provider));
            run.step(
                    "verify " + provider.name(),
                    () -> {
                        Examination.Answer answer = probe(provider, Set.of());
                        done.add(
                                new Reconnected(
                                        provider.name(),
                                        answer.state(),
                                        answer.tookMs(),
                                        answer.diagnosis()));
                        return verified(answer);
                    });
        }
        Verdict verdict =
                done.stream()
                        .map(one -> Verdict.of(one.state()))
                        .reduce(Verdict.GOOD, Verdict::worse);
        return new Result(verdict, List.copyOf(done));
    }

    private String drop(Provider provider) {
        watch.backend(provider.name()).ifPresent(Backend::forget);
        return "dropped what was kept of %s".formatted(provider.name());
    }

    private String connect(Provider provider) throws RunFailed, InterruptedException {
        Examination.Answer answer = probe(provider, LOGIN);
        boolean failed =
                answer.checks().stream()
                        .anyMatch(
                                check ->
                                        LOGIN.contains(check.layer())
                                                && !check.outcome().equals("passed"));
        if (failed) {
            throw new RunFailed(explained(answer));
        }
        return "logged in within %.0f ms".formatted(answer.tookMs());
    }

    private static String verified(Examination.Answer answer) throws RunFailed {
        if (answer.state() == State.DOWN) {
            throw new RunFailed(explained(answer));
        }
        return "%s in %.0f ms".formatted(answer.state(), answer.tookMs());
    }

    private static String explained(Examination.Answer answer) {
        Diagnosis diagnosis = answer.diagnosis();
        return diagnosis == null
                ? "%s is %s".formatted(answer.provider(), answer.state())
                : "%s: %s (%s)"
                        .formatted(
                                answer.provider(),
                                diagnosis.title(),
                                String.join("; ", diagnosis.evidence()));
    }

    private Examination.Answer probe(Provider provider, Set<Layer> layers)
            throws InterruptedException {
        return new Examination(watch)
                .of(List.of(provider), layers, Optional.empty(), false)
                .getFirst();
    }
}
