package org.rsvpplatform.database.mysql.failover;

import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Ends sessions, so that programs go elsewhere. All that are there end once; those of some users
 * until none is left, and so do logins in progress, which may have passed a lock already. What
 * sends the log to replicas goes on.
 *
 * @param ours users whose sessions stay
 * @param refused users of whom none may be left
 */
record SessionsEnd(Set<String> ours, Set<String> refused, Ticker ticker) {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Its user while the server does not know it yet. */
    private static final String LOGGING_IN = "unauthenticated user";

    /** ER_NO_SUCH_THREAD. */
    private static final int NO_SUCH_THREAD = 1094;

    private static final String SESSIONS =
            """
            SELECT ID AS id, USER AS user FROM information_schema.PROCESSLIST
            WHERE ID <> connection_id() AND COMMAND NOT IN ('Binlog Dump', 'Daemon', 'Slave_IO',
                'Slave_SQL', 'Slave_worker') AND BINARY USER NOT IN ('system user', %s)
            """;

    /**
     * Returns when two looks one after the other have seen nobody: one that had just passed the
     * lock at the first is there at the second.
     *
     * @return how many there were at first
     * @throws ExecutionException some go on, or come again and again
     */
    int run(MysqlSession session)
            throws ExecutionException, TimeoutException, InterruptedException {
        Deadline deadline = Deadline.in(WITHIN, ticker);
        Set<Long> first = null;
        boolean quiet = false;
        while (true) {
            Set<Long> left = new HashSet<>();
            for (Row row : session.run(query(), Deadline.in(LOOK, ticker))) {
                long id = row.getLong("id");
                String user = row.getString("user");
                boolean passing = user.equals(LOGGING_IN);
                if (first == null || first.contains(id) || passing || refused.contains(user)) {
                    kill(session, id);
                    if (!passing) {
                        left.add(id);
                    }
                }
            }
            if (first == null) {
                first = left;
            }
            if (left.isEmpty() && quiet) {
                return first.size();
            }
            if (!deadline.pause(POLL)) {
                throw new ExecutionException(
                        new IllegalStateException("sessions that do not end: " + left));
            }
            quiet = left.isEmpty();
        }
    }

    private String query() {
        return SESSIONS.formatted(Sql.literals(ours));
    }

    /** One that has ended by itself is no trouble. */
    private void kill(MysqlSession session, long id)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            session.run("KILL CONNECTION " + id, Deadline.in(LOOK, ticker));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof MySQLException error)
                    || error.getErrorCode() != NO_SUCH_THREAD) {
                throw e;
            }
        }
    }
}
