package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Ends sessions until none is left. It never cancels: a commit that waits for its standby would be
 * acknowledged by that, and then lost. Source: FAILOVER-FACTS, commits that wait.
 *
 * @param sessions a query for the {@code pid}s of those that must all have ended
 * @param inPassing a query for those that are ended as well, and may come again: they are refused
 * @param atLeast for how long it goes on
 */
record Drain(String sessions, String inPassing, Duration atLeast, Ticker ticker) {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(10);

    /** No session at all. */
    static final String NOBODY = "SELECT NULL::int AS pid";

    /**
     * Sessions that came in by a login and can write: one of replication can, too, when it named a
     * database. The server's own workers are none.
     *
     * @param which a condition on pg_stat_activity as {@code a}
     */
    static String loggedIn(String which) {
        return """
        SELECT a.pid FROM pg_catalog.pg_stat_activity a
        WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.datid IS NOT NULL
          AND coalesce(a.backend_type, 'client backend') IN ('client backend', 'walsender')
          AND %s
        """
                .formatted(which);
    }

    /**
     * Logins that wait for an answer to their prompt. Before 18 pg_stat_activity does not have
     * them, but the transaction in which they are looked up holds its own lock. Source: postinit.c.
     */
    static final String LOGGING_IN =
            """
            SELECT l.pid FROM pg_catalog.pg_locks l WHERE l.locktype = 'virtualxid'
              AND l.pid NOT IN (SELECT s.pid FROM pg_catalog.pg_stat_activity s)
            UNION ALL
            SELECT b.pid FROM pg_catalog.pg_stat_activity b
            WHERE b.state = 'starting' AND b.backend_type = 'client backend'
            """;

    /**
     * Ends them again and again on the server itself, where no look waits for an answer's way to us
     * and back: all others come back at this very moment. It returns when two looks one after the
     * other have seen nobody (one that was between the views at the first is in them at the
     * second), or after a second: a statement may be given up soon after.
     */
    private static final String ROUND =
            """
            DO $drain$ DECLARE
              most timestamptz := pg_catalog.clock_timestamp() + interval '1 s';
              seen bigint;
              total bigint := 0;
              quiet boolean := false;
            BEGIN
              LOOP
                PERFORM pg_catalog.pg_stat_clear_snapshot();
                SELECT pg_catalog.count(pg_catalog.pg_terminate_backend(pid)) INTO seen
                  FROM (%s) one;
                PERFORM pg_catalog.count(pg_catalog.pg_terminate_backend(pid)) FROM (%s) other;
                total := total + seen;
                EXIT WHEN seen = 0 AND quiet OR pg_catalog.clock_timestamp() > most;
                quiet := seen = 0;
                PERFORM pg_catalog.pg_sleep(0.003);
              END LOOP;
              PERFORM pg_catalog.set_config('rsvp.ended', total::text, false);
              PERFORM pg_catalog.set_config('rsvp.seen', seen::text, false);
              PERFORM pg_catalog.set_config('rsvp.quiet', (seen = 0 AND quiet)::text, false);
            END $drain$;
            SELECT pg_catalog.current_setting('rsvp.ended')::int8 AS ended,
              pg_catalog.current_setting('rsvp.seen')::int8 AS seen,
              pg_catalog.current_setting('rsvp.quiet')::bool AS quiet
            """;

    /**
     * Returns when nobody is left.
     *
     * @return how many ends were asked for
     * @throws ExecutionException some go on, or come again and again
     */
    long run(PostgresSession session)
            throws ExecutionException, TimeoutException, InterruptedException {
        Deadline least = Deadline.in(atLeast, ticker);
        Deadline most = Deadline.in(WITHIN.plus(atLeast), ticker);
        String round = ROUND.formatted(sessions, inPassing);
        long ended = 0;
        while (true) {
            Row row = session.lastRow(round, Deadline.in(LOOK, ticker));
            ended += row.getLong("ended");
            if (row.getBoolean("quiet") && least.passed()) {
                return ended;
            }
            if (!most.pause(POLL)) {
                throw new ExecutionException(
                        new IllegalStateException(
                                "%d sessions do not end".formatted(row.getLong("seen"))));
            }
        }
    }
}
