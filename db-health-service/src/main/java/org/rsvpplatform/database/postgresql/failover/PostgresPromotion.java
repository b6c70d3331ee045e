package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.PromotionHook;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Promotes by pg_promote, or has a hook do it. The names of synchronous standbys are cleared first,
 * so that the first commit waits for nobody; the epoch is then written beside the data, and what a
 * fence of the old primary has replicated is undone.
 */
final class PostgresPromotion implements Promotion {
    static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration COMES = WITHIN.minus(LOOK);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Succession succession;
    private final Member<PostgresSession, Standing> to;
    private final Optional<PromotionHook> hook;

    /** A request is never taken back: replay that is held up may end, and then it comes about. */
    private volatile boolean requested;

    /**
     * @param hook promotes in our place
     */
    PostgresPromotion(
            Succession succession,
            Member<PostgresSession, Standing> to,
            Optional<PromotionHook> hook) {
        this.succession = succession;
        this.to = to;
        this.hook = hook;
    }

    @Override
    public String promote() throws RunFailed, InterruptedException {
        if (hook.isPresent() && to.asAdministrator(WITHIN, this::isStillStandby)) {
            requested = true;
            hook.get().promote();
        }
        return to.asAdministrator(WITHIN, this::promoted);
    }

    private boolean isStillStandby(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        long seen = DataEpoch.newest(session, succession.group(), deadline);
        if (seen > succession.epoch()) {
            throw new ExecutionException(
                    new IllegalStateException(
                            "its data holds epoch %d: our store is older".formatted(seen)));
        }
        return recovers(session, deadline);
    }

    private String promoted(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (isStillStandby(session, deadline)) {
            session.run("ALTER SYSTEM SET synchronous_standby_names = ''", deadline);
            session.run("SELECT pg_catalog.pg_reload_conf()", deadline);
            requested = true;
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

    /** The function itself looks every 100 ms only whether it has come about. */
    private void tell(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.row("SELECT pg_catalog.pg_promote(false) AS told", deadline);
        Deadline comes = deadline.atMost(COMES);
        while (recovers(session, deadline)) {
            if (!comes.pause(POLL)) {
                throw new ExecutionException(
                        new IllegalStateException(
                                "it was told to promote itself and has not within %d s; it still may"
                                        .formatted(COMES.toSeconds())));
            }
        }
    }

    private static boolean recovers(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row("SELECT pg_catalog.pg_is_in_recovery() AS r", deadline).getBoolean("r");
    }

    @Override
    public Reached reached() throws InterruptedException {
        Reached seen = to.reached(LOOK);
        return requested && seen == Reached.NOT_YET ? Reached.UNKNOWN : seen;
    }
}
