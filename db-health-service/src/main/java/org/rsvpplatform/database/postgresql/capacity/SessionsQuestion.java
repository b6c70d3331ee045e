package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Fingerprint;
import org.rsvpplatform.database.capacity.Question;

/**
 * Who is connected, and since when? Its own session is left out. Source: PostgreSQL's manual, 27.2
 * {@code pg_stat_activity}.
 */
final class SessionsQuestion implements Question<List<ClientSession>> {
    @Override
    public String sql() {
        return """
        SELECT pid, usename::text AS role, application_name AS application,
            datname::text AS database, host(client_addr) AS client, state,
            extract(epoch FROM clock_timestamp() - state_change)::float8 AS in_state,
            extract(epoch FROM clock_timestamp() - xact_start)::float8 AS in_transaction,
            CASE WHEN state = 'active' THEN
                extract(epoch FROM clock_timestamp() - query_start) END::float8 AS in_statement,
            CASE WHEN state = 'active' THEN wait_event_type || ': ' || wait_event END AS waits,
            CASE WHEN state <> 'idle' THEN left(query, 400) END AS statement
        FROM pg_catalog.pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
        ORDER BY backend_start LIMIT 5000\
        """;
    }

    @Override
    public List<ClientSession> read(RowSet<Row> rows) {
        List<ClientSession> sessions = new ArrayList<>();
        for (Row row : rows) {
            sessions.add(
                    new ClientSession(
                            row.getInteger("pid"),
                            Question.text(row, "role"),
                            Question.text(row, "application"),
                            Question.text(row, "database"),
                            Question.text(row, "client"),
                            state(row.getString("state")),
                            Question.seconds(row.getDouble("in_state")),
                            time(row, "in_transaction"),
                            time(row, "in_statement"),
                            Question.text(row, "waits"),
                            Fingerprint.postgresql(Question.text(row, "statement"))));
        }
        return sessions;
    }

    private static Optional<Duration> time(Row row, String column) {
        return Optional.ofNullable(row.getDouble(column)).map(Question::seconds);
    }

    private static ClientSession.State state(String word) {
        return switch (word) {
            case null -> ClientSession.State.HIDDEN;
            case "active" -> ClientSession.State.ACTIVE;
            case "idle" -> ClientSession.State.IDLE;
            case "idle in transaction" -> ClientSession.State.IDLE_IN_TRANSACTION;
            case "idle in transaction (aborted)" -> ClientSession.State.IDLE_IN_TRANSACTION_ABORTED;
            default -> ClientSession.State.OTHER;
        };
    }
}
