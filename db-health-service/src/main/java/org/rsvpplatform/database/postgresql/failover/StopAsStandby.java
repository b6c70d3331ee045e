package org.rsvpplatform.database.postgresql.failover;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.ReturnFence;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSignals;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.time.Deadline;

/**
 * In one statement, so that it comes back as a standby; see {@link ShutdownFence}. It needs a
 * superuser.
 *
 * @param atOnce a query for whether it may end at once, without a checkpoint and without sending
 *     anything more
 */
record StopAsStandby(String atOnce) implements ReturnFence.Stop<PostgresSession> {
    /**
     * Source: PostgreSQL's manual, appendix A: this class says that the server ends the session.
     */
    private static final String OPERATOR_INTERVENTION = "57";

    /** It sends all that it has, and leaves nothing to be recovered. */
    static final StopAsStandby IN_ORDER = new StopAsStandby("SELECT false");

    /**
     * At once where every standby has all that is on its disk and nobody is at work who could write
     * more: then a stop in order has nothing to send, and takes a tenth of a second or three for a
     * checkpoint that a standby's start does without. What is written in that very moment, by the
     * server for itself, makes it rejoin by a copy at worst. Sources: PostgreSQL's manual, 19.5,
     * 28.2.4; xlog.c of the start as a standby after a crash.
     */
    static final StopAsStandby WHEN_HANDED_OVER =
            new StopAsStandby(
                    """
                    SELECT (
                        SELECT coalesce(bool_and(
                            r.flush_lsn >= pg_catalog.pg_current_wal_flush_lsn()), false)
                          FROM pg_catalog.pg_stat_replication r WHERE r.state = 'streaming')
                      AND NOT EXISTS (
                        SELECT FROM pg_catalog.pg_stat_activity a
                          WHERE a.backend_type NOT IN ('client backend', 'walsender',
                            'checkpointer', 'background writer', 'walwriter', 'archiver',
                            'autovacuum launcher', 'logical replication launcher', 'io worker'))
                    """);

    /**
     * A program of COPY runs in the data directory; without the file nothing is stopped. The
     * postmaster signals the groups of its processes (postmaster.c, signal_child): the program must
     * not be taken for one that failed. It starts no others: a process takes its time. What was
     * asked for is answered when it runs already.
     */
    private static final String PROGRAM =
            "trap '' INT TERM QUIT; : > standby.signal && read -r pid < postmaster.pid"
                    + " && read -r at_once"
                    + " && if [ \"$at_once\" = t ]; then kill -QUIT $pid; else kill -INT $pid; fi";

    @Override
    public String name() {
        return "a shutdown by SQL, with standby.signal";
    }

    @Override
    public String leavesOpen() {
        return "somebody who removes standby.signal";
    }

    @Override
    public String afterwards() {
        return "would start as a standby";
    }

    @Override
    public void stop(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run("COPY (%s) TO PROGRAM %s".formatted(atOnce, Sql.literal(PROGRAM)), deadline);
    }

    @Override
    public boolean isRefusal(Throwable said) {
        return PostgresSignals.of(said) instanceof Signal.SqlState state
                && !state.state().startsWith(OPERATOR_INTERVENTION);
    }
}
