package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.PairPromotion;
import org.rsvpplatform.database.failover.PromotionHook;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Promotes by pg_promote, or has a hook do it. The names of synchronous standbys are cleared first,
 * so that the first commit waits for nobody; the epoch is then written beside the data, and what a
 * fence of the old primary has replicated is undone.
 */
final class PostgresPromotion extends PairPromotion<PostgresSession> {
    private static final Duration COMES = WITHIN.minus(LOOK);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Of a standby they mean nothing until it is promoted. */
    private static final String NAMES_STANDBYS =
            "pg_catalog.current_setting('synchronous_standby_names') <> ''";

    /**
     * Looks on the server itself, for a second at most: pg_promote looks every 100 ms only, and an
     * answer's way to us and back takes its time where all programs come at this very moment.
     */
    private static final String COMES_ABOUT =
            """
            WITH RECURSIVE look (number, standby) AS (
              SELECT 0, true
              UNION ALL
              SELECT number + 1,
                pg_catalog.pg_is_in_recovery() AND pg_catalog.pg_sleep(0.003) IS NOT NULL
              FROM look WHERE standby AND number < 300)
            SELECT pg_catalog.bool_and(standby) AS standby FROM look
            """;

    /**
     * How the standby stands.
     *
     * @param namesStandbys whether it would wait for standbys of its own
     * @param mayLock {@link LockedRoles#may}
     */
    private record Look(Found found, boolean namesStandbys, boolean mayLock) {}

    /**
     * @param hook promotes in our place
     */
    PostgresPromotion(
            Succession succession,
            Member<PostgresSession, Standing> to,
            Optional<PromotionHook> hook) {
        super(succession, to, hook);
    }

    @Override
    protected Found found(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return look(session, deadline).found();
    }

    private Look look(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Row row =
                session.row(
                        "SELECT %s AS epoch, pg_catalog.pg_is_in_recovery() AS standby, %s AS names, %s AS may"
                                .formatted(
                                        DataEpoch.newest(succession.group()),
                                        NAMES_STANDBYS,
                                        LockedRoles.may()),
                        deadline);
        return new Look(
                new Found(row.getLong("epoch"), row.getBoolean("standby")),
                row.getBoolean("names"),
                row.getBoolean("may"));
    }

    @Override
    protected boolean rehearsed(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Look look = look(session, deadline);
        session.row("SELECT " + LockedRoles.count(look.mayLock()), deadline);
        LeftDoor.isShut(new HbaFile(session, deadline));
        return isStillStandby(look.found());
    }

    @Override
    protected String promoted(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Look look = look(session, deadline);
        if (isStillStandby(look.found())) {
            if (look.namesStandbys()) {
                clearStandbys(session, deadline);
            }
            request();
            tell(session, deadline);
        }
        long locked =
                session.lastRow(
                                "%s;\nSELECT %s AS locked"
                                        .formatted(
                                                DataEpoch.writing(succession),
                                                LockedRoles.count(look.mayLock())),
                                deadline)
                        .getLong("locked");
        LockedRoles.release(session, locked, deadline);
        return "%s takes writes; epoch %d stands beside its data%s%s"
                .formatted(
                        to.name(),
                        succession.epoch(),
                        locked == 0 ? "" : "; %d roles may log in again".formatted(locked),
                        LeftDoor.opened(session, deadline));
    }

    /** The names of synchronous standbys. */
    static void forgetStandbys(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (session.row("SELECT %s AS names".formatted(NAMES_STANDBYS), deadline)
                .getBoolean("names")) {
            clearStandbys(session, deadline);
        }
    }

    private static void clearStandbys(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run("ALTER SYSTEM SET synchronous_standby_names = ''", deadline);
        session.run("SELECT pg_catalog.pg_reload_conf()", deadline);
    }

    private void tell(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Deadline comes = deadline.atMost(COMES);
        String look = "SELECT pg_catalog.pg_promote(false);\n" + COMES_ABOUT;
        while (session.lastRow(look, deadline).getBoolean("standby")) {
            if (!comes.pause(POLL)) {
                throw new ExecutionException(
                        new IllegalStateException(
                                "it was told to promote itself and has not within %d s; it still may"
                                        .formatted(COMES.toSeconds())));
            }
            look = COMES_ABOUT;
        }
    }
}
