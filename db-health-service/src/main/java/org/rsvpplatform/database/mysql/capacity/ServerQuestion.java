package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;

/**
 * The server's limits, and what it lets the observer see: {@code information_schema} shows only the
 * tables and columns that one may read. Sources: MariaDB's "Server System Variables" and "Server
 * Status Variables"; MySQL's manual, 17.15.6 InnoDB INFORMATION_SCHEMA Metrics Table and 7.4.5 The
 * Slow Query Log.
 *
 * @param product decides where deadlocks are counted
 */
record ServerQuestion(Product product) implements Question<ServerQuestion.Server> {
    /** Rights of whoever may end sessions get one connection more. */
    private static final int RESERVED = 1;

    /**
     * Its answer.
     *
     * @param performanceSchema whether the server counts statements and locks at all
     * @param readable tables by {@code database.table}, and {@link #PASSWORD_AGE}
     * @param dataDirectory at its host
     * @param slowLog the file at its host that has all statements from a time on
     */
    record Server(
            int limit,
            int reserved,
            boolean performanceSchema,
            Seen<Long> deadlocks,
            Set<String> readable,
            Path dataDirectory,
            Seen<LoggedFrom> slowLog) {
        /** Whether a table of the performance schema can be asked. */
        boolean performance(String... tables) {
            return performanceSchema
                    && Set.of(tables).stream()
                            .allMatch(table -> readable.contains("performance_schema." + table));
        }
    }

    /**
     * A slow query log.
     *
     * @param time of the shortest statement that it has
     */
    record LoggedFrom(Path file, Duration time) {}

    /** A word for the columns of {@code mysql.user} that MySQL keeps the age of passwords in. */
    static final String PASSWORD_AGE = "mysql.user.password_last_changed";

    @Override
    public String sql() {
        return """
        SELECT @@global.max_connections AS most,
            @@global.performance_schema AND @@global.performance_schema_digests_size <> 0
                AS counts,
            (SELECT %s) AS deadlocks,
            (SELECT group_concat(concat(table_schema, '.', table_name))
                FROM information_schema.tables
                WHERE table_schema = 'performance_schema' AND table_name IN (
                    'session_connect_attrs', 'events_statements_summary_by_digest', 'threads',
                    'metadata_locks', 'data_locks', 'data_lock_waits')
                OR table_schema = 'rsvp_probe' AND table_name = 'password_age') AS readable,
            (SELECT count(*) FROM information_schema.columns
                WHERE table_schema = 'mysql' AND table_name = 'user' AND column_name IN (
                    'password_last_changed', 'password_lifetime')) AS password_columns,
            @@global.datadir AS datadir, @@global.slow_query_log AS logs,
            @@global.log_output AS log_output, @@global.slow_query_log_file AS slow_log,
            @@global.long_query_time AS logged_from\
        """
                .formatted(deadlocks());
    }

    private String deadlocks() {
        return switch (product) {
            case MARIADB ->
                    "variable_value FROM information_schema.global_status WHERE variable_name ="
                            + " 'INNODB_DEADLOCKS'";
            case MYSQL ->
                    "`count` FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'"
                            + " AND status = 'enabled'";
        };
    }

    @Override
    public Server read(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        String readable = Question.text(row, "readable");
        if (row.getLong("password_columns") == 2) {
            readable += "," + PASSWORD_AGE;
        }
        Object deadlocks = row.getValue("deadlocks");
        return new Server(
                row.getInteger("most"),
                RESERVED,
                row.getLong("counts") > 0,
                deadlocks == null
                        ? new Seen.Missing<>("the server does not count deadlocks")
                        : new Seen.There<>(Long.parseLong(deadlocks.toString())),
                Set.of(readable.split(",")),
                Path.of(row.getString("datadir")),
                slowLog(row));
    }

    private static Seen<LoggedFrom> slowLog(Row row) {
        if (row.getLong("logs") == 0) {
            return new Seen.Missing<>("slow_query_log is off");
        }
        if (!row.getString("log_output").contains("FILE")) {
            return new Seen.Missing<>("log_output writes the slow query log to no file");
        }
        return new Seen.There<>(
                new LoggedFrom(
                        Path.of(row.getString("datadir")).resolve(row.getString("slow_log")),
                        Question.seconds(row.getDouble("logged_from"))));
    }
}
