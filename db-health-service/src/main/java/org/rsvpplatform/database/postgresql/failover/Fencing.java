package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.failover.Administrator;
import org.rsvpplatform.database.failover.FenceChoice;
import org.rsvpplatform.database.failover.FenceRanking;
import org.rsvpplatform.database.failover.KeptAnswer;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * How one server can be fenced by SQL: by what its administrator may do, which is asked beforehand.
 */
public final class Fencing {
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** PostgreSQL's own default of authentication_timeout. */
    private static final Duration UNKNOWN_TIMEOUT = Duration.ofMinutes(1);

    private final Member<PostgresSession, Standing> server;
    private final Optional<String> observer;
    private final KeptAnswer<PostgresSession, Able> kept;

    /** What the administrator may do there. */
    private record Able(Set<FenceRight> held, Duration authenticationTimeout) {
        boolean to(FenceKind kind) {
            return kind.missing(held).isEmpty();
        }
    }

    /**
     * @param observer the one who watches that server
     */
    public Fencing(Member<PostgresSession, Standing> server, Optional<Login> observer) {
        this.server = server;
        this.observer = observer.map(Login::user);
        this.kept =
                new KeptAnswer<>(
                        able -> Stream.of(FenceKind.values()).anyMatch(able::to), server.ticker());
    }

    Member<PostgresSession, Standing> server() {
        return server;
    }

    /**
     * The fence of the highest rank that can be raised.
     *
     * @param word what the configuration says
     * @param handover to the one that takes its place
     */
    FenceChoice choose(String word, Handover handover) throws InterruptedException {
        Optional<FenceChoice.Lacking> none = FenceKind.RANKING.whyNone(server, word);
        if (none.isPresent()) {
            return none.get();
        }
        List<FenceKind> kinds = FenceKind.RANKING.at(server, word);
        KeptAnswer.Answer<Able> answer = kept.of(server, this::ask);
        if (answer.found().isEmpty()) {
            return new FenceChoice.Lacking(
                    answer.problem().orElseThrow(), "./rsvp providers:grants " + server.name());
        }
        Able able = answer.found().get();
        return kinds.stream()
                .filter(able::to)
                .findFirst()
                .<FenceChoice>map(kind -> chosen(kind, able, handover))
                .orElseGet(() -> lacking(kinds, able));
    }

    /** One by its word, for who has chosen it before. */
    Optional<FenceChoice.Chosen> named(String word, Handover handover) {
        return FenceKind.RANKING
                .named(word)
                .map(kind -> chosen(kind, new Able(Set.of(), UNKNOWN_TIMEOUT), handover));
    }

    private FenceChoice.Chosen chosen(FenceKind kind, Able able, Handover handover) {
        return new FenceChoice.Chosen(FenceRanking.label(kind), fence(kind, able, handover));
    }

    private Fence fence(FenceKind kind, Able able, Handover handover) {
        return switch (kind) {
            case SHUTDOWN -> new ShutdownFence(handover, door(able, false));
            case HBA -> new HandedOver(door(able, true), handover);
            case ROLES -> new HandedOver(new RolesFence(server, observer), handover);
        };
    }

    private HbaFence door(Able able, boolean patient) {
        return new HbaFence(
                server,
                users(),
                new HbaFence.Reach(
                        able.held().contains(FenceRight.SUPERUSER), able.authenticationTimeout()),
                patient);
    }

    private List<String> users() {
        return Stream.concat(
                        server.administrator().login().map(Login::user).stream(), observer.stream())
                .distinct()
                .toList();
    }

    /** The lines are those of the fence that takes the least. */
    private FenceChoice.Lacking lacking(List<FenceKind> kinds, Able able) {
        String user = server.administrator().login().orElseThrow().user();
        List<String> why = new ArrayList<>();
        for (FenceKind kind : kinds) {
            why.add(
                    "%s takes %s"
                            .formatted(
                                    FenceRanking.label(kind),
                                    kind.missing(able.held()).stream()
                                            .map(right -> right.privilege().label())
                                            .collect(Collectors.joining(", "))));
        }
        return new FenceChoice.Lacking(
                "%s can't fence %s: %s".formatted(user, server.name(), String.join("; ", why)),
                Stream.concat(
                                kinds.getLast().missing(able.held()).stream()
                                        .map(right -> right.grantTo(user)),
                                Stream.of("./rsvp providers:grants " + server.name()))
                        .collect(Collectors.joining(" ")));
    }

    private Able ask(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<String> questions = new ArrayList<>();
        for (FenceRight right : FenceRight.values()) {
            questions.add(right.privilege().question() + " AS " + right.name());
        }
        Row row =
                session.row(
                        LockedRoles.withObserver(
                                """
                                SELECT %s,
                                  (SELECT setting::int FROM pg_catalog.pg_settings
                                    WHERE name = 'authentication_timeout') AS timeout
                                """
                                        .formatted(String.join(",\n", questions)),
                                observer),
                        deadline);
        Set<FenceRight> held = EnumSet.noneOf(FenceRight.class);
        for (FenceRight right : FenceRight.values()) {
            if (row.getBoolean(right.name().toLowerCase(Locale.ROOT))) {
                held.add(right);
            }
        }
        return new Able(held, Duration.ofSeconds(row.getInteger("timeout")));
    }

    /**
     * Which fence of it stands, though it is no standby.
     *
     * @return such as {@code lets nobody in}; empty when none does, or it can't be asked
     */
    Optional<String> standing() throws InterruptedException {
        return asked(this::standing);
    }

    /** The same, where nobody is in whom that fence leaves open. */
    Optional<String> barrier() throws InterruptedException {
        return asked(
                (session, deadline) ->
                        isAlone(session, deadline)
                                ? standing(session, deadline)
                                : Optional.empty());
    }

    private Optional<String> asked(Administrator.Act<PostgresSession, Optional<String>> question)
            throws InterruptedException {
        try {
            return server.asAdministrator(LOOK, question);
        } catch (RunFailed e) {
            return Optional.empty();
        }
    }

    private Optional<String> standing(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (ask(session, deadline).to(FenceKind.HBA) && new HbaFile(session, deadline).isFenced()) {
            return Optional.of("lets nobody in");
        }
        return LockedRoles.fenceStands(session, observer, deadline)
                ? Optional.of("has its roles locked")
                : Optional.empty();
    }

    /** Whether nobody but us is in who could write. */
    private boolean isAlone(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String others = "a.usename NOT IN (%s)".formatted(Sql.literals(users()));
        return session.row(
                                "SELECT pg_catalog.count(*) AS others FROM (%s) other"
                                        .formatted(Drain.loggedIn(others)),
                                deadline)
                        .getLong("others")
                == 0;
    }
}
