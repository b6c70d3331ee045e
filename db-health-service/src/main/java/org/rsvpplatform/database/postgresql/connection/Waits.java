package org.rsvpplatform.database.postgresql.connection;

import io.vertx.sqlclient.Row;
import java.util.List;

/**
 * Sessions whose commit waits for a standby.
 *
 * @param who which commits these are, those of the oldest statements
 */
public record Waits(int sessions, List<String> who) {
    /** Asks that of a table {@code waiting} with pid and query_start of such sessions. */
    public static final String COLUMNS =
            """
            (SELECT pg_catalog.count(*)::int FROM waiting) AS waiting,
                (SELECT pg_catalog.string_agg(pid || ' ' || query_start, ',')
                    FROM (SELECT * FROM waiting ORDER BY query_start LIMIT 100) few) AS who\
            """;

    /** Reads them. */
    public static Waits of(Row row) {
        return new Waits(row.getInteger("waiting"), Survey.list(row.getString("who"), ","));
    }
}
