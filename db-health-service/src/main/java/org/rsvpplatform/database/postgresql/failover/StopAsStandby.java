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
 */
record StopAsStandby() implements ReturnFence.Stop<PostgresSession> {
    /**
     * Source: PostgreSQL's manual, appendix A: this class says that the server ends the session.
     */
    private static final String OPERATOR_INTERVENTION = "57";

    /**
     * A program of COPY runs in the data directory; without the file nothing is stopped. The
     * postmaster signals the groups of its processes (postmaster.c, signal_child): the program must
     * not be taken for one that failed. It starts no others: a process takes its time.
     */
    private static final String PROGRAM =
            "trap '' INT TERM QUIT; : > standby.signal && read -r pid < postmaster.pid"
                    + " && kill -INT $pid";

    private static final String AT_ONCE =
            "trap '' INT TERM QUIT; : > standby.signal && read -r pid < postmaster.pid"
                    + " && read -r still && if [ \"$still\" = t ]; then kill -QUIT $pid; else kill"
                    + " -INT $pid; fi";

    void stopAt(PostgresSession session, long position, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            session.run(
                    "COPY (SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::int8 = %d) TO PROGRAM %s"
                            .formatted(position, Sql.literal(AT_ONCE)),
                    deadline);
        } catch (ExecutionException e) {
            if (isRefusal(e.getCause())) {
                throw e;
            }
        }
    }

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
        session.run("COPY (SELECT 1) TO PROGRAM " + Sql.literal(PROGRAM), deadline);
    }

    @Override
    public boolean isRefusal(Throwable said) {
        return PostgresSignals.of(said) instanceof Signal.SqlState state
                && !state.state().startsWith(OPERATOR_INTERVENTION);
    }
}
