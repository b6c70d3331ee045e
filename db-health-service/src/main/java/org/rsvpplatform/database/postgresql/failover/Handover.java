package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.Receipt;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.StopNote;
import org.rsvpplatform.kit.time.Deadline;

/**
 * What a primary has written gets to its standby before that is promoted.
 *
 * @param demanded whether nothing may be missing; otherwise it is waited for a moment
 * @param stopNote of the fence, where that stops the primary
 */
record Handover(
        Member<PostgresSession, Standing> from,
        Member<PostgresSession, Standing> to,
        boolean demanded,
        StopNote stopNote) {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(3);

    /**
     * How far the primary has written; empty when it does not say and need not. Where it must, its
     * administrator asks, whom a fence leaves in: an observer is sent away with the programs.
     */
    OptionalLong written() throws RunFailed, InterruptedException {
        return demanded
                ? OptionalLong.of(from.asAdministrator(LOOK, Handover::written))
                : from.now(LOOK).map(Standing::written).orElse(OptionalLong.empty());
    }

    private static long written(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row(
                        "SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::int8 AS"
                                + " at",
                        deadline)
                .getLong("at");
    }

    /** Whether the standby is connected to somebody. */
    boolean hears() throws InterruptedException {
        return to.now(LOOK).filter(standby -> standby.receiver().isPresent()).isPresent();
    }

    /**
     * Waits until a standby that was heard to be connected is so no more. Of a primary that is
     * stopped in order the processes that send end last, when all others have ended. One that ends
     * at once had nobody at work, and lets nobody in from then on. Source: postmaster.c,
     * PM_SHUTDOWN_2, canAcceptConnections.
     *
     * @return false when it still is then
     */
    boolean parted(Deadline deadline) throws InterruptedException {
        while (to.now(LOOK).filter(standby -> standby.receiver().isEmpty()).isEmpty()) {
            if (!deadline.pause(POLL)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until the standby has received so much. */
    String received(OptionalLong written) throws RunFailed, InterruptedException {
        return new Receipt<>(from, to, demanded).await(standby -> has(standby, written));
    }

    private static boolean has(Standing standby, OptionalLong written) {
        return written.isPresent()
                && standby.written().isPresent()
                && standby.written().getAsLong() >= written.getAsLong();
    }
}
