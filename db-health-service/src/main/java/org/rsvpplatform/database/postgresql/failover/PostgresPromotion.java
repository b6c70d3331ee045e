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
        Row row =
                session.row(
                        "SELECT %s AS epoch, pg_catalog.pg_is_in_recovery() AS standby"
                                .formatted(DataEpoch.newest(succession.group())),
                        deadline);
        return new Found(row.getLong("epoch"), row.getBoolean("standby"));
    }

    @Override
    protected String promoted(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (isStillStandby(session, deadline)) {
            forgetStandbys(session, deadline);
            request();
            tell(session, deadline);
        }
        DataEpoch.write(session, succession, deadline);
        long locked = LockedRoles.release(session, deadline);
        return "%s takes writes; epoch %d stands beside its data%s%s"
                .formatted(
                        to.name(),
                        succession.epoch(),
                        locked == 0 ? "" : "; %d roles may log in again".formatted(locked),
                        LeftDoor.opened(session, deadline));
    }

    /** The names of synchronous standbys: of a standby they mean nothing until it is promoted. */
    static void forgetStandbys(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean known =
                session.row(
                                "SELECT pg_catalog.current_setting('synchronous_standby_names')"
                                        + " <> '' AS known",
                                deadline)
                        .getBoolean("known");
        if (known) {
            session.run("ALTER SYSTEM SET synchronous_standby_names = ''", deadline);
            session.run("SELECT pg_catalog.pg_reload_conf()", deadline);
        }
    }

    /** The function itself looks every 100 ms only whether it has come about. */
    private void tell(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.row("SELECT pg_catalog.pg_promote(false) AS told", deadline);
        Deadline comes = deadline.atMost(COMES);
        while (isStandby(session, deadline)) {
            if (!comes.pause(POLL)) {
                throw new ExecutionException(
                        new IllegalStateException(
                                "it was told to promote itself and has not within %d s; it still may"
                                        .formatted(COMES.toSeconds())));
            }
        }
    }

    private static boolean isStandby(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row("SELECT pg_catalog.pg_is_in_recovery() AS r", deadline).getBoolean("r");
    }
}
