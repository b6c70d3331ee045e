package org.rsvpplatform.database.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.pool.ReportedPools;

/**
 * Whose pools take which connections, as the server sees it: the programs' pools by application,
 * with what the programs themselves report of them, and our own sessions beside them.
 */
@Singleton
public final class PoolStatus implements ReadCommand<PoolStatus.Parameters, PoolStatus.Result> {
    private final DomainWatch watch;
    private final ReportedPools reported;

    public record Parameters(
            @Parameter(value = "A provider or a group; all databases without it", position = 0)
                    String provider) {}

    public record Result(List<Server> servers, List<Pool> pools, List<Reported> reported) {}

    /**
     * One server.
     *
     * @param limit connections that ordinary users may have
     * @param reserved those kept for administrators beside these
     * @param ours sessions of this service among the used ones
     * @param note why nothing is known; absent when it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Server(
            String provider,
            Integer limit,
            Integer reserved,
            Integer used,
            Integer free,
            Integer percent,
            Integer ours,
            String note) {}

    /**
     * The sessions of one application and user.
     *
     * @param longestIdleInTransactionSeconds of the first of those that hold a transaction and do
     *     nothing
     */
    public record Pool(
            String provider,
            String application,
            String user,
            int sessions,
            int active,
            int idle,
            int idleInTransaction,
            long longestIdleInTransactionSeconds) {}

    /**
     * What an application said last of its own pools, all its instances together.
     *
     * @param size connections that they may have
     * @param used those that they have lent
     * @param waiting threads of the application that wait for one
     */
    public record Reported(String provider, String application, int size, int used, int waiting) {}

    public PoolStatus(DomainWatch watch, ReportedPools reported) {
        this.watch = watch;
        this.reported = reported;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "db:pool-status",
                "Show whose pools take which connections of a database",
                Effect.READ,
                RequiredRole.OPERATOR,
                "Connection Pool Exhaustion",
                "./rsvp db:pool-status postgresql",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) throws InterruptedException {
        List<Databases.Answer> answers = Databases.activity(watch, parameters.provider());
        return new Result(
                answers.stream().map(PoolStatus::server).toList(),
                answers.stream().flatMap(answer -> pools(answer).stream()).toList(),
                answers.stream()
                        .flatMap(answer -> reported(answer.provider().name()).stream())
                        .toList());
    }

    private static Server server(Databases.Answer answer) {
        String name = answer.provider().name();
        return switch (answer.activity()) {
            case Seen.There<Activity>(Activity activity) ->
                    new Server(
                            name,
                            activity.limit(),
                            activity.reserved(),
                            activity.used(),
                            Math.max(0, activity.limit() - activity.used()),
                            activity.percent(),
                            (int)
                                    activity.sessions().stream()
                                            .filter(s -> s.application().equals(ClientSession.OURS))
                                            .count(),
                            null);
            case Seen.Missing<Activity>(String why) ->
                    new Server(name, null, null, null, null, null, null, why);
        };
    }

    private record Owner(String application, String user) {}

    private List<Reported> reported(String provider) {
        return reported.of(provider).values().stream()
                .map(
                        pool ->
                                new Reported(
                                        provider,
                                        pool.application(),
                                        pool.size(),
                                        pool.used(),
                                        pool.waiting()))
                .toList();
    }

    private static List<Pool> pools(Databases.Answer answer) {
        if (!(answer.activity() instanceof Seen.There<Activity>(Activity activity))) {
            return List.of();
        }
        Map<Owner, List<ClientSession>> owners =
                activity.sessions().stream()
                        .collect(Collectors.groupingBy(s -> new Owner(s.application(), s.user())));
        return owners.entrySet().stream()
                .map(entry -> pool(answer.provider().name(), entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparingInt(Pool::sessions)
                                .reversed()
                                .thenComparing(Pool::application)
                                .thenComparing(Pool::user))
                .toList();
    }

    private static Pool pool(String provider, Owner owner, List<ClientSession> sessions) {
        return new Pool(
                provider,
                owner.application(),
                owner.user(),
                sessions.size(),
                in(sessions, ClientSession.State.ACTIVE),
                in(sessions, ClientSession.State.IDLE),
                (int) sessions.stream().filter(ClientSession::idleInTransaction).count(),
                sessions.stream()
                        .filter(ClientSession::idleInTransaction)
                        .mapToLong(s -> s.inState().toSeconds())
                        .max()
                        .orElse(0));
    }

    private static int in(List<ClientSession> sessions, ClientSession.State state) {
        return (int) sessions.stream().filter(s -> s.state() == state).count();
    }
}
