package org.rsvpplatform.database.command;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.LockWait;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.observe.domain.DomainWatch;

/** The sessions of databases as a table, without the values in their statements. */
@Singleton
public final class MonitorConnections
        implements ReadCommand<MonitorConnections.Parameters, MonitorConnections.Result> {
    private static final int USUAL = 50;
    private static final int MOST = 5000;

    private final DomainWatch watch;

    /** What the table is sorted by. */
    public enum Sort {
        /** Those with the oldest transaction first. */
        TRANSACTION(Comparator.comparing(Connection::transactionSeconds).reversed()),
        /** Those that have been in their state longest first. */
        AGE(Comparator.comparing(Connection::stateSeconds).reversed()),
        /** Those that wait for a lock first, those that have waited longest at the top. */
        WAIT(Comparator.comparing(Connection::lockWaitSeconds).reversed()),
        STATE(Comparator.comparing(Connection::state)),
        APPLICATION(Comparator.comparing(Connection::application)),
        USER(Comparator.comparing(Connection::user)),
        PID(Comparator.comparing(Connection::pid));

        private final Comparator<Connection> order;

        /** The word in calls. */
        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        Sort(Comparator<Connection> order) {
            this.order = order;
        }
    }

    public record Parameters(
            @Parameter(value = "A provider or a group; all databases without it", position = 0)
                    String provider,
            @Parameter("What to sort by; the oldest transaction first without it") Sort sort,
            @Parameter("Show at most so many; 50 without it") Integer limit) {}

    /**
     * The table.
     *
     * @param total sessions that there are, shown or not
     * @param notes what could not be asked, and why
     */
    public record Result(int total, List<Connection> connections, List<String> notes) {}

    /**
     * One session.
     *
     * @param blockedBy the sessions it waits for
     * @param statement its last statement without its values
     */
    public record Connection(
            String provider,
            long pid,
            String user,
            String application,
            String database,
            String client,
            ClientSession.State state,
            double stateSeconds,
            double transactionSeconds,
            double lockWaitSeconds,
            List<Long> blockedBy,
            String waitsFor,
            String statement) {}

    public MonitorConnections(DomainWatch watch) {
        this.watch = watch;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        Declaration<Parameters, Result> once =
                new Declaration<>(
                        "db:monitor-connections",
                        "Show the sessions of a database, what they do and whom they wait for",
                        Effect.READ,
                        RequiredRole.OPERATOR,
                        "Connection Pool Exhaustion",
                        "./rsvp db:monitor-connections postgresql --sort=wait",
                        Parameters.class,
                        Result.class);
        return once.worthFollowing();
    }

    @Override
    public Result read(Parameters parameters) throws InterruptedException {
        int limit = parameters.limit() == null ? USUAL : parameters.limit();
        if (limit < 1 || limit > MOST) {
            throw new InvalidParameters(
                    "limit", "is out of range", "give a number from 1 to " + MOST);
        }
        Sort sort = parameters.sort() == null ? Sort.TRANSACTION : parameters.sort();
        List<Databases.Answer> answers = Databases.activity(watch, parameters.provider());
        List<Connection> all =
                answers.stream()
                        .flatMap(answer -> connections(answer).stream())
                        .sorted(
                                sort.order
                                        .thenComparing(Connection::provider)
                                        .thenComparing(Connection::pid))
                        .toList();
        return new Result(
                all.size(),
                all.stream().limit(limit).toList(),
                answers.stream().flatMap(answer -> notes(answer).stream()).toList());
    }

    private static List<String> notes(Databases.Answer answer) {
        return answer.activity() instanceof Seen.Missing<Activity>(String why)
                ? List.of(answer.provider().name() + ": " + why)
                : List.of();
    }

    private static List<Connection> connections(Databases.Answer answer) {
        if (!(answer.activity() instanceof Seen.There<Activity>(Activity activity))) {
            return List.of();
        }
        Map<Long, LockWait> waits =
                activity.waits().stream()
                        .collect(
                                Collectors.toMap(
                                        LockWait::pid, Function.identity(), (one, _) -> one));
        return activity.sessions().stream()
                .map(
                        session ->
                                connection(
                                        answer.provider().name(),
                                        session,
                                        waits.get(session.pid())))
                .toList();
    }

    private static Connection connection(String provider, ClientSession session, LockWait wait) {
        return new Connection(
                provider,
                session.pid(),
                session.user(),
                session.application(),
                session.database(),
                session.client(),
                session.state(),
                seconds(session.inState()),
                seconds(session.inTransaction().orElse(Duration.ZERO)),
                wait == null ? 0 : seconds(wait.waits()),
                wait == null ? List.of() : wait.blockedBy(),
                session.waitsFor(),
                session.statement());
    }

    private static double seconds(Duration time) {
        return Math.round(time.toMillis() / 100.0) / 10.0;
    }
}
