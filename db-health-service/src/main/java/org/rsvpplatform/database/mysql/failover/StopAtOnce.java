package org.rsvpplatform.database.mysql.failover;

import io.vertx.mysqlclient.MySQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.ReturnFence;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.time.Deadline;

/**
 * At once: its commits under way are not waited for, since a semi-synchronous one would wait for a
 * replica that is none any more. See {@link ShutdownFence}.
 */
record StopAtOnce() implements ReturnFence.Stop<MysqlSession> {
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
    public String afterwards() {
        return "would start as its option file says";
    }

    @Override
    public void stop(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run("SHUTDOWN", deadline);
    }

    @Override
    public boolean isRefusal(Throwable said) {
        return said instanceof MySQLException error
                && error.getErrorCode() != SHUTDOWN_IN_PROGRESS
                && error.getErrorCode() != CONNECTION_KILLED;
    }
}
