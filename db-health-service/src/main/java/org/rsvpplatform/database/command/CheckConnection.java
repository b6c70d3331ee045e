package org.rsvpplatform.database.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.act.providers.Examination;
import org.rsvpplatform.kit.act.providers.Target;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;

/** Looks at the connection to databases now: how far it comes, how quickly, and to what. */
@Singleton
public final class CheckConnection
        implements ReadCommand<CheckConnection.Parameters, CheckConnection.Result> {
    private final DomainWatch watch;

    public record Parameters(
            @Parameter(value = "A provider or a group; all databases without it", position = 0)
                    String provider,
            @Parameter("Show what was sent and received") boolean verbose) {}

    public record Result(Verdict verdict, List<Connection> connections) {}

    /**
     * One provider's connection.
     *
     * @param server what it is: a primary or a standby; absent when it did not say
     * @param version the server's own
     * @param encrypted whether TLS protects the connection
     * @param tookMs the whole probe
     * @param layers each with its time and what was seen
     * @param sessions by application, user and state, with {@code verbose} and an observer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Connection(
            String provider,
            State state,
            Role role,
            String address,
            String database,
            String user,
            String server,
            String version,
            String encrypted,
            double tookMs,
            List<DomainStatus.CheckStatus> layers,
            List<Holder> sessions,
            Diagnosis diagnosis,
            List<Trace.Line> trace) {}

    /**
     * Sessions that have application, user and state in common.
     *
     * @param longestSeconds how long the first of them has been in this state
     */
    public record Holder(
            String application,
            String user,
            ClientSession.State state,
            int sessions,
            long longestSeconds) {
        private static Holder of(Activity.Holder holder) {
            return new Holder(
                    holder.application(),
                    holder.user(),
                    holder.state(),
                    holder.sessions(),
                    holder.longest().toSeconds());
        }
    }

    public CheckConnection(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "db:check-connection",
                "Look at the connection to a database now, layer by layer",
                Effect.READ,
                RequiredRole.OPERATOR,
                "Database Diagnostics",
                "./rsvp db:check-connection postgresql --verbose",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) throws InterruptedException {
        List<Provider> providers = new Target("provider", parameters.provider()).in(watch);
        List<Examination.Answer> answers =
                new Examination(watch)
                        .of(providers, Set.of(), Optional.empty(), parameters.verbose());
        Map<String, List<Holder>> sessions =
                parameters.verbose() ? sessions(parameters.provider()) : Map.of();
        List<Connection> connections =
                providers.stream()
                        .flatMap(
                                provider ->
                                        answers.stream()
                                                .filter(a -> a.provider().equals(provider.name()))
                                                .map(
                                                        answer ->
                                                                connection(
                                                                        provider,
                                                                        answer,
                                                                        sessions.get(
                                                                                provider.name()))))
                        .toList();
        Verdict verdict =
                connections.stream()
                        .map(connection -> Verdict.of(connection.state()))
                        .reduce(Verdict.GOOD, Verdict::worse);
        return new Result(verdict, connections);
    }

    private Map<String, List<Holder>> sessions(String target) throws InterruptedException {
        Map<String, List<Holder>> sessions = new HashMap<>();
        for (Databases.Answer answer : Databases.activity(watch, target)) {
            if (answer.activity() instanceof Seen.There<Activity>(Activity activity)) {
                sessions.put(
                        answer.provider().name(),
                        activity.holders().stream().map(Holder::of).toList());
            }
        }
        return sessions;
    }

    private Connection connection(
            Provider provider, Examination.Answer answer, List<Holder> sessions) {
        Map<String, String> facts =
                watch.backend(provider.name()).map(Backend::facts).orElse(Map.of());
        boolean told = answer.state() != State.DOWN;
        return new Connection(
                provider.name(),
                answer.state(),
                provider.role(),
                "%s:%s".formatted(facts.get("host"), facts.get("port")),
                facts.get("database"),
                facts.get("user"),
                told ? facts.get("server") : null,
                told ? facts.get("serverVersion") : null,
                told ? facts.get("encrypted") : null,
                answer.tookMs(),
                answer.checks(),
                sessions,
                answer.diagnosis(),
                answer.trace());
    }
}
