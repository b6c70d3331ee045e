package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.rsvpplatform.database.capacity.Fingerprint;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.database.postgresql.connection.Sql;

/**
 * Which statements have been slow at least once? Their texts lie in a file that the server would
 * read as a whole, so each is asked for only once. Source: PostgreSQL's manual, F.32
 * pg_stat_statements; it has a mean and no percentiles. It keeps texts without literals, save for
 * statements such as ALTER ROLE, so they are taken out once more.
 */
final class StatementsQuestion implements Question<Statements> {
    private final String schema;
    private final Duration slow;

    StatementsQuestion(String schema, Duration slow) {
        this.schema = schema;
        this.slow = slow;
    }

    @Override
    public String sql() {
        return """
        SELECT queryid::text AS id, sum(calls)::bigint AS calls,
            sum(total_exec_time)::float8 AS millis
        FROM %s.pg_stat_statements(false)
        WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            AND max_exec_time >= %d AND queryid IS NOT NULL
        GROUP BY queryid ORDER BY 3 DESC LIMIT %d\
        """
                .formatted(Sql.identifier(schema), slow.toMillis(), Statements.MOST);
    }

    @Override
    public Statements read(RowSet<Row> rows) {
        List<Statements.Counted> counted = new ArrayList<>();
        for (Row row : rows) {
            counted.add(
                    new Statements.Counted(
                            row.getString("id"),
                            "",
                            row.getLong("calls"),
                            row.getDouble("millis"),
                            OptionalDouble.empty()));
        }
        return Statements.of(counted);
    }

    /** What the texts are of statements whose ids the server gave. */
    Question<Map<String, String>> texts(Collection<String> ids) {
        return new Question<>() {
            @Override
            public String sql() {
                return "SELECT queryid::text AS id, left(max(query), 400) AS text FROM %s.pg_stat_statements(true) WHERE queryid IN (%s) GROUP BY queryid"
                        .formatted(Sql.identifier(schema), String.join(", ", ids));
            }

            @Override
            public Map<String, String> read(RowSet<Row> rows) {
                Map<String, String> texts = new HashMap<>();
                for (Row row : rows) {
                    texts.put(
                            row.getString("id"),
                            Fingerprint.postgresql(Question.text(row, "text")));
                }
                return texts;
            }
        };
    }
}
