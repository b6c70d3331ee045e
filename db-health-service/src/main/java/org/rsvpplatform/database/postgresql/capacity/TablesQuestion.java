package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.capacity.Question;

/**
 * Which tables have more dead rows than autovacuum should let stand? Each has thresholds of its
 * own, or the server's; from PostgreSQL 18 on there is a highest one, {@code
 * autovacuum_vacuum_max_threshold}. Source: PostgreSQL's manual, 25.1.6 The Autovacuum Daemon.
 */
final class TablesQuestion implements Question<TablesQuestion.Tables> {
    private final long deadRows;

    /**
     * Its answer.
     *
     * @param naptimeSeconds how often autovacuum looks at a database
     */
    record Tables(List<Behind> behind, double naptimeSeconds) {}

    /**
     * A table that is over its threshold.
     *
     * @param threshold dead rows from which on autovacuum should clean it
     * @param enabled whether autovacuum may
     * @param cleaned when it was last cleaned, by anybody; empty when never
     */
    record Behind(
            String schema,
            String table,
            long dead,
            long live,
            long threshold,
            boolean enabled,
            String cleaned) {
        String name() {
            return schema + "." + table;
        }
    }

    /**
     * @param deadRows fewer than these are never worth a word
     */
    TablesQuestion(long deadRows) {
        this.deadRows = deadRows;
    }

    @Override
    public String sql() {
        return """
        WITH options AS (
            SELECT c.oid, n.nspname, c.relname, c.reltuples, c.dead,
                (SELECT option_value FROM pg_options_to_table(c.reloptions)
                    WHERE option_name = 'autovacuum_vacuum_threshold') AS threshold,
                (SELECT option_value FROM pg_options_to_table(c.reloptions)
                    WHERE option_name = 'autovacuum_vacuum_scale_factor') AS scale,
                (SELECT option_value FROM pg_options_to_table(c.reloptions)
                    WHERE option_name = 'autovacuum_vacuum_max_threshold') AS highest,
                (SELECT option_value FROM pg_options_to_table(c.reloptions)
                    WHERE option_name = 'autovacuum_enabled') AS enabled
            FROM (SELECT oid, relname, relnamespace, reltuples, reloptions,
                    pg_stat_get_dead_tuples(oid) AS dead
                FROM pg_catalog.pg_class WHERE relkind IN ('r', 'm')
                    AND relpersistence <> 't') c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.dead >= %d
        ), limits AS (
            SELECT *, least(coalesce(threshold::float8,
                    current_setting('autovacuum_vacuum_threshold')::float8)
                + coalesce(scale::float8, current_setting('autovacuum_vacuum_scale_factor')::float8)
                    * greatest(reltuples, 0),
                nullif(coalesce(highest,
                    current_setting('autovacuum_vacuum_max_threshold', true))::float8, -1))
                    ::bigint AS most
            FROM options
        )
        SELECT nspname::text AS schema, relname::text AS name, dead,
            pg_stat_get_live_tuples(oid) AS live, most,
            coalesce(enabled::boolean, true) AND current_setting('autovacuum')::boolean
                AS enabled,
            to_char(greatest(pg_stat_get_last_vacuum_time(oid),
                pg_stat_get_last_autovacuum_time(oid)), 'YYYY-MM-DD HH24:MI:SSOF') AS cleaned,
            naptime
        FROM (SELECT setting::float8 AS naptime FROM pg_catalog.pg_settings
            WHERE name = 'autovacuum_naptime') s
        LEFT JOIN limits ON dead > most
        ORDER BY dead DESC NULLS LAST LIMIT 20\
        """
                .formatted(deadRows);
    }

    @Override
    public Tables read(RowSet<Row> rows) {
        List<Behind> behind = new ArrayList<>();
        double naptime = 60;
        for (Row row : rows) {
            naptime = row.getDouble("naptime");
            if (row.getString("name") != null) {
                behind.add(
                        new Behind(
                                row.getString("schema"),
                                row.getString("name"),
                                row.getLong("dead"),
                                row.getLong("live"),
                                row.getLong("most"),
                                row.getBoolean("enabled"),
                                Question.text(row, "cleaned")));
            }
        }
        return new Tables(behind, naptime);
    }
}
