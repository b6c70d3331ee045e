package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.ServerPort;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSignals;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Stops a former primary that is back and takes writes, in one statement, so that it comes back as
 * a standby. As {@link ShutdownFence}, but that it has nobody to send anything to: the two have
 * come apart, and where it is to follow is told when it rejoins. It needs a superuser.
 */
record ReturnFence(Member<PostgresSession, Standing> from) implements Fence {
    private static final Duration ACT = Duration.ofSeconds(4);
    private static final Duration STOP = Duration.ofSeconds(10);

    /**
     * Source: PostgreSQL's manual, appendix A: this class says that the server ends the session.
     */
    private static final String OPERATOR_INTERVENTION = "57";

    /**
     * A program of COPY runs in the data directory; without the file nothing is stopped. The
     * postmaster signals the groups of its processes (postmaster.c, signal_child): the program must
     * not be taken for one that failed.
     */
    private static final String STOP_AS_STANDBY =
            "trap '' INT TERM QUIT; touch standby.signal && kill -INT $(head -1 postmaster.pid)";

    @Override
    public String name() {
        return "a shutdown by SQL, with standby.signal";
    }

    @Override
    public String leavesOpen() {
        return "somebody who removes standby.signal";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        ServerPort port = from.port();
        if (port.isClosed()) {
            return "%s refuses connections already".formatted(from.address());
        }
        from.asAdministrator(ACT, ReturnFence::stopped);
        port.awaitClosed(Deadline.in(STOP, from.ticker()));
        return "%s refuses connections, and would start as a standby".formatted(from.address());
    }

    /** The server ends this session with all others, perhaps before it answers. */
    private static String stopped(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            session.run("COPY (SELECT 1) TO PROGRAM " + Sql.literal(STOP_AS_STANDBY), deadline);
            return "stopped";
        } catch (ExecutionException e) {
            boolean refused =
                    PostgresSignals.of(e.getCause()) instanceof Signal.SqlState said
                            && !said.state().startsWith(OPERATOR_INTERVENTION);
            if (refused) {
                throw e;
            }
            return "it has ended"; // its port tells
        }
    }

    /** The active one is another one: nobody wants it back as it was. */
    @Override
    public String lift() {
        return "%s stays fenced: ./rsvp db:rejoin %s".formatted(from.name(), from.name());
    }
}
