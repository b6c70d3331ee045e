package org.rsvpplatform.database.postgresql.connection;

import io.vertx.sqlclient.Row;
import java.util.List;

/**
 * What our user may do. Nothing here needs a privilege.
 *
 * @param schema the platform's; null when our user may use none of its search_path
 * @param tables tables of the platform's schema
 * @param denied what our user may not do with some of them, such as {@code INSERT on rsvps}
 * @param deniedEverywhere what our user may do with none of them
 * @param beat what we may do with {@code rsvp_probe.beat}
 * @param keepable whether a session of ours may stay open: neither our role nor our database has a
 *     limit of connections, and the server counts what changes where a look costs nothing
 */
public record Rights(
        String schema,
        long tables,
        List<String> denied,
        List<String> deniedEverywhere,
        Beat beat,
        boolean keepable) {

    /** Our own table for the write check. */
    public enum Beat {
        READY,
        DENIED,
        ABSENT
    }

    static final String QUERY =
            """
            WITH platform AS (
                SELECT c.oid, c.relname FROM pg_catalog.pg_class c
                WHERE c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace
                        WHERE nspname = current_schema())
                    AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
                            AND d.deptype = 'e')
            ), rights AS (
                SELECT relname, p.word, has_table_privilege(oid, p.word) AS granted
                FROM platform, (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) p(word)
            ), beat AS (
                SELECT c.oid, n.oid AS schema FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'rsvp_probe' AND c.relname = 'beat'
            )
            SELECT current_schema() AS schema,
                (SELECT count(*) FROM platform) AS tables,
                (SELECT string_agg(DISTINCT word || ' on ' || relname, ', ')
                    FROM (SELECT * FROM rights WHERE NOT granted
                        ORDER BY relname, word LIMIT 12) few) AS denied,
                (SELECT string_agg(word, ', ' ORDER BY word) FROM (SELECT word FROM rights
                    GROUP BY word HAVING NOT bool_or(granted)) none) AS denied_everywhere,
                (SELECT has_schema_privilege(schema, 'USAGE')
                    AND has_table_privilege(oid, 'SELECT')
                    AND has_table_privilege(oid, 'INSERT')
                    AND has_table_privilege(oid, 'UPDATE') FROM beat) AS beat,
                current_setting('track_counts') = 'on'
                    AND current_setting('server_version_num')::int >= %d
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles
                        WHERE rolname = current_user AND rolconnlimit >= 0)
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_database
                        WHERE datname = current_database() AND datconnlimit >= 0) AS keepable
            """
                    .formatted(Survey.COUNTS_IN_MEMORY);

    static Rights of(Row row) {
        Boolean beat = row.getBoolean("beat");
        return new Rights(
                row.getString("schema"),
                row.getLong("tables"),
                Survey.list(row.getString("denied"), ", "),
                Survey.list(row.getString("denied_everywhere"), ", "),
                beat == null ? Beat.ABSENT : beat ? Beat.READY : Beat.DENIED,
                row.getBoolean("keepable"));
    }
}
