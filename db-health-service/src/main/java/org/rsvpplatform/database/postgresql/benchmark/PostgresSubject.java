package org.rsvpplatform.database.postgresql.benchmark;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.benchmark.Seat;
import org.rsvpplatform.database.benchmark.Statements;
import org.rsvpplatform.database.benchmark.Subject;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.host.CpuTime;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;

/**
 * PostgreSQL under load. Sources: its manual, 20.5.1 (synchronous_commit), 28.2.3 (wait events),
 * appendix A (SQLSTATEs).
 */
public final class PostgresSubject implements Subject {
    private static final String UPSERT =
            """
            INSERT INTO rsvp_probe.beat AS b (provider, beat, at)
            VALUES ('%s%d', 1, clock_timestamp())
            ON CONFLICT (provider) DO UPDATE SET beat = b.beat + 1, at = excluded.at\
            """;

    private static final Statements STATEMENTS =
            new Statements(
                    "SELECT 1",
                    "SELECT beat FROM rsvp_probe.beat WHERE provider = '%s0'".formatted(ROWS),
                    slot -> write("SET LOCAL synchronous_commit = off", slot),
                    false,
                    Optional.of(slot -> write("SET LOCAL synchronous_commit = local", slot)),
                    slot -> write("SET LOCAL synchronous_commit TO DEFAULT", slot),
                    """
                    SELECT (extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)
                        ::float8 AS millis
                    FROM (SELECT count(*) AS n FROM generate_series(1, 10000) g
                        WHERE md5(g::text) = '') work WHERE n = 0
                    """,
                    "ROLLBACK",
                    "DELETE FROM rsvp_probe.beat WHERE provider LIKE '%s%%'".formatted(ROWS));

    private static final String WAITING =
            """
            WITH mine AS (
                SELECT pid, wait_event_type AS type, wait_event AS event
                FROM pg_catalog.pg_stat_activity
                WHERE application_name = '%1$s' AND pid <> pg_backend_pid()
                    AND datname = current_database() AND usename = current_user
            )
            SELECT count(*)::int AS sessions,
                count(*) FILTER (WHERE type = 'Lock')::int AS locked,
                count(*) FILTER (WHERE event IN ('WALSync', 'WalSync', 'WALWrite', 'WalWrite',
                    'WALWriteLock', 'CommitDelay'))::int AS flushing,
                count(*) FILTER (WHERE event IN ('SyncRep', 'SyncRepWaitForLSN'))::int AS standby,
                (SELECT 'process ' || blocker || coalesce(' (' || nullif(a.application_name, '')
                        || ')', '')
                    FROM mine, unnest(pg_blocking_pids(mine.pid)) blocker
                    LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = blocker
                    WHERE mine.type = 'Lock' LIMIT 1) AS example
            FROM mine
            """
                    .formatted("rsvp-benchmark");

    private static final String ROLE =
            """
            SELECT rolconnlimit AS most, (SELECT count(*)::int FROM pg_catalog.pg_stat_activity
                WHERE usename = current_user) AS used
            FROM pg_catalog.pg_roles WHERE rolname = current_user
            """;

    private final Connector connector;
    private final PostgresSettings settings;
    private final ServerHost host;

    /**
     * @param host knows whether the server runs on our host
     */
    public PostgresSubject(Connector connector, PostgresSettings settings, ServerHost host) {
        this.connector = connector;
        this.settings = settings;
        this.host = host;
    }

    private static String write(String setting, int slot) {
        return "BEGIN; " + setting + "; " + UPSERT.formatted(ROWS, slot) + "; COMMIT";
    }

    /** A session of the load. */
    private record PostgresSeat(PostgresSession session) implements Seat {
        @Override
        public RowSet<Row> run(String statements, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException {
            return session.run(statements, deadline);
        }

        @Override
        public OptionalInt process() {
            return OptionalInt.of(session.processId());
        }

        @Override
        public void close() {
            session.close();
        }
    }

    @Override
    public Seat open(Deadline deadline)
            throws LayerFailure, TimeoutException, InterruptedException {
        PostgresSession session = connector.open(Attempt.by(deadline));
        boolean ready = false;
        try {
            if (settings.via() == Endpoint.Via.DIRECT) {
                session.run(
                        "SET application_name = 'rsvp-benchmark'; SET lock_timeout = '500ms';"
                                + " SET statement_timeout = '10s'",
                        deadline);
            }
            ready = true;
            return new PostgresSeat(session);
        } catch (ExecutionException e) {
            throw new IllegalStateException("settings that every user may change", e.getCause());
        } finally {
            if (!ready) {
                session.close();
            }
        }
    }

    @Override
    public Statements statements() {
        return STATEMENTS;
    }

    /** The role's own limit counts where it is the narrower one. */
    @Override
    public Standing standing(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Survey survey = ((PostgresSeat) seat).session().survey(deadline);
        Optional<String> readOnly =
                survey.inRecovery()
                        ? Optional.of("the server is a standby")
                        : survey.readOnly()
                                ? Optional.of("default_transaction_read_only is on")
                                : Optional.empty();
        Row role = seat.run(ROLE, deadline).iterator().next();
        int most = role.getInteger("most");
        int used = role.getInteger("used");
        Survey.Connections all = survey.connections();
        return most >= 0 && most - used < all.most() - all.used()
                ? new Standing(readOnly, used, most)
                : new Standing(readOnly, all.used(), all.most());
    }

    @Override
    public Waiting waiting(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Row row = seat.run(WAITING, deadline).iterator().next();
        return new Waiting(
                row.getInteger("sessions"),
                row.getInteger("locked"),
                row.getInteger("flushing"),
                row.getInteger("standby"),
                Optional.ofNullable(row.getString("example")));
    }

    /** It counts no waits; they are seen in samples. */
    @Override
    public Counted counted(Seat seat, Deadline deadline) {
        return new Counted(0, 0, 0);
    }

    @Override
    public Optional<CpuTime> cpu(Collection<Seat> seats) {
        return host.pid().isEmpty()
                ? Optional.empty()
                : CpuTime.ofProcesses(seats.stream().map(s -> s.process().orElseThrow()).toList());
    }

    @Override
    public Trouble trouble(Throwable thrown) {
        if (!(thrown instanceof PgException error) || error.getSqlState() == null) {
            return Trouble.OTHER;
        }
        return switch (error.getSqlState()) {
            case "55P03", "57014", "40P01" -> Trouble.LOCKED;
            case "53300" -> Trouble.FULL;
            case "42501", "42P01", "3F000" -> Trouble.NOT_ALLOWED;
            default -> Trouble.OTHER;
        };
    }

    @Override
    public String said(Throwable thrown) {
        return thrown instanceof PgException error
                ? "%s (SQLSTATE %s)".formatted(error.getErrorMessage(), error.getSqlState())
                : String.valueOf(thrown.getMessage());
    }
}
