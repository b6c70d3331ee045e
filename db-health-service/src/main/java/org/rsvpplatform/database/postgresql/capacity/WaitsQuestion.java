package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rsvpplatform.database.capacity.LockWait;
import org.rsvpplatform.database.capacity.Question;

/**
 * Who waits for whom? Both sources stop the lock table for an instant, so they are asked only while
 * somebody waits, and for 50 waiting sessions at most. A row's lock is waited for through the
 * other's transaction; the table then stands in the waiting session's own lock on the row. Sources:
 * PostgreSQL's manual, 9.26 {@code pg_blocking_pids}, 54.13 {@code pg_locks}.
 */
final class WaitsQuestion implements Question<List<LockWait>> {
    @Override
    public String sql() {
        return """
        WITH waiting AS MATERIALIZED (
            SELECT pid FROM pg_catalog.pg_stat_activity WHERE wait_event_type = 'Lock'
            ORDER BY query_start LIMIT 50
        ), locks AS MATERIALIZED (
            SELECT pid, granted, locktype, relation, database, waitstart
            FROM pg_catalog.pg_locks WHERE EXISTS (SELECT FROM waiting)
        )
        SELECT pid, array_to_string(pg_blocking_pids(pid), ',') AS blocked_by,
            extract(epoch FROM clock_timestamp() - max(waitstart) FILTER (WHERE NOT granted))::float8
                AS waits,
            (SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = max(relation) FILTER (WHERE (NOT granted OR locktype = 'tuple')
                    AND database = (SELECT oid FROM pg_catalog.pg_database
                        WHERE datname = current_database()))) AS relation
        FROM waiting JOIN locks USING (pid) GROUP BY pid\
        """;
    }

    @Override
    public List<LockWait> read(RowSet<Row> rows) {
        List<LockWait> waits = new ArrayList<>();
        for (Row row : rows) {
            String blockers = Question.text(row, "blocked_by");
            if (!blockers.isEmpty()) {
                waits.add(
                        new LockWait(
                                row.getInteger("pid"),
                                Arrays.stream(blockers.split(","))
                                        .map(Long::valueOf)
                                        .distinct()
                                        .toList(),
                                Question.text(row, "relation"),
                                Question.seconds(row.getDouble("waits"))));
            }
        }
        return waits;
    }
}
