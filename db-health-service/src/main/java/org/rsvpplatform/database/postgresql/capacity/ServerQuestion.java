package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import org.rsvpplatform.database.capacity.Question;

/** The server's limits, and what it has counted in the platform's database. */
final class ServerQuestion implements Question<ServerQuestion.Server> {
    /**
     * Its answer.
     *
     * @param limit connections that ordinary users may have
     * @param reserved those kept for administrators
     * @param statements the schema of pg_stat_statements, where that is installed
     */
    record Server(
            boolean inRecovery,
            int limit,
            int reserved,
            Counters counters,
            Optional<String> statements) {}

    @Override
    public String sql() {
        return """
        SELECT pg_is_in_recovery() AS in_recovery,
            current_setting('max_connections')::int AS most,
            current_setting('superuser_reserved_connections')::int
                + coalesce(current_setting('reserved_connections', true), '0')::int AS reserved,
            d.deadlocks, d.temp_files, d.temp_bytes,
            (SELECT n.nspname::text FROM pg_catalog.pg_extension e
                JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'pg_stat_statements') AS statements
        FROM pg_catalog.pg_stat_database d WHERE d.datname = current_database()\
        """;
    }

    @Override
    public Server read(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        int reserved = row.getInteger("reserved");
        return new Server(
                row.getBoolean("in_recovery"),
                row.getInteger("most") - reserved,
                reserved,
                new Counters(
                        row.getLong("deadlocks"),
                        row.getLong("temp_files"),
                        row.getLong("temp_bytes")),
                Optional.ofNullable(row.getString("statements")));
    }
}
