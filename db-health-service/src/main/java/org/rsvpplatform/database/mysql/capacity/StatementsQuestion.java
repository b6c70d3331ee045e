package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.rsvpplatform.database.capacity.Fingerprint;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;
import org.rsvpplatform.database.mysql.connection.Sql;

/**
 * Which statements of the platform's database have been slow at least once? The server keeps their
 * texts without literals; they are taken out once more. It counts in picoseconds. Sources: MySQL's
 * manual, 29.12.20.3 Statement Summary Tables; MariaDB's "Performance Schema
 * events_statements_summary_by_digest Table", which has no percentiles.
 */
record StatementsQuestion(Product product, String database, Duration slow)
        implements Question<Statements> {
    static final String TABLE = "events_statements_summary_by_digest";

    private static final long PICOS_A_MILLI = 1_000_000_000;

    @Override
    public String sql() {
        return """
        SELECT digest AS id, left(digest_text, 400) AS text, count_star AS calls,
            sum_timer_wait / 1e9 AS millis, %s AS p95
        FROM performance_schema.%s
        WHERE schema_name = %s AND max_timer_wait >= %d AND digest IS NOT NULL
        ORDER BY sum_timer_wait DESC LIMIT %d\
        """
                .formatted(
                        product == Product.MYSQL ? "quantile_95 / 1e9" : "NULL",
                        TABLE,
                        Sql.literal(database),
                        slow.toMillis() * PICOS_A_MILLI,
                        Statements.MOST);
    }

    @Override
    public Statements read(RowSet<Row> rows) {
        List<Statements.Counted> counted = new ArrayList<>();
        for (Row row : rows) {
            Double p95 = row.getDouble("p95");
            counted.add(
                    new Statements.Counted(
                            row.getString("id"),
                            Fingerprint.mysql(Question.text(row, "text")),
                            row.getLong("calls"),
                            row.getDouble("millis"),
                            p95 == null ? OptionalDouble.empty() : OptionalDouble.of(p95)));
        }
        return Statements.of(counted);
    }
}
