package org.rsvpplatform.database.mysql.failover;

import io.vertx.mysqlclient.MySQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.ServerPort;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Ends a former primary that is back and takes writes. As {@link ShutdownFence}, but that it has
 * nobody to send anything to. Its commits under way are not waited for: a semi-synchronous one
 * would wait for a replica that is none any more.
 */
record ReturnFence(Member<MysqlSession, Standing> from) implements Fence {
    private static final Duration ACT = Duration.ofSeconds(4);
    private static final Duration STOP = Duration.ofSeconds(10);

    /** ER_SERVER_SHUTDOWN. */
    private static final int SHUTDOWN_IN_PROGRESS = 1053;

    /** ER_CONNECTION_KILLED. */
    private static final int CONNECTION_KILLED = 1927;

    @Override
    public String name() {
        return "SHUTDOWN by SQL";
    }

    @Override
    public String leavesOpen() {
        return "somebody who starts it again, where its option file lets it take writes";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        ServerPort port = from.port();
        if (!port.isClosed()) {
            from.asAdministrator(ACT, ReturnFence::stopped);
            port.awaitClosed(Deadline.in(STOP, from.ticker()));
        }
        return "%s refuses connections".formatted(from.address());
    }

    /** The server ends this session with all others, perhaps before it answers. */
    private static String stopped(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            session.run("SHUTDOWN", deadline);
            return "stopped";
        } catch (ExecutionException e) {
            boolean refused =
                    e.getCause() instanceof MySQLException said
                            && said.getErrorCode() != SHUTDOWN_IN_PROGRESS
                            && said.getErrorCode() != CONNECTION_KILLED;
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
