package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.LockWait;
import org.rsvpplatform.database.capacity.Question;

/**
 * Which locks are there on tables that somebody waits for? The server tells who has what, and not
 * who waits for whom. MariaDB counts these locks only where {@code performance_schema_instrument}
 * names {@code wait/lock/metadata/sql/mdl}.
 */
final class MetadataLocksQuestion implements Question<List<MetadataLock>> {
    @Override
    public String sql() {
        return """
        SELECT t.processlist_id AS pid, m.object_type AS type,
            concat_ws('.', m.object_schema, m.object_name) AS object, m.lock_type AS mode,
            m.lock_status <> 'PENDING' AS granted
        FROM performance_schema.metadata_locks m
        JOIN (SELECT DISTINCT object_type, object_schema, object_name
            FROM performance_schema.metadata_locks WHERE lock_status = 'PENDING' LIMIT 50) w
            ON w.object_type = m.object_type AND w.object_schema <=> m.object_schema
            AND w.object_name <=> m.object_name
        JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id
        WHERE t.processlist_id IS NOT NULL ORDER BY granted DESC LIMIT 1000\
        """;
    }

    @Override
    public List<MetadataLock> read(RowSet<Row> rows) {
        List<MetadataLock> locks = new ArrayList<>();
        for (Row row : rows) {
            locks.add(
                    new MetadataLock(
                            row.getLong("pid"),
                            row.getString("type"),
                            Question.text(row, "object"),
                            row.getString("mode"),
                            row.getLong("granted") > 0));
        }
        return locks;
    }

    /**
     * Who waits for whom. Who asks for a lock waits for those that have one that bars it; where
     * there is none, for those that asked before for one that would.
     *
     * @param sessions know for how long
     */
    static List<LockWait> waits(List<MetadataLock> locks, List<ClientSession> sessions) {
        Map<Long, Duration> since = new LinkedHashMap<>();
        sessions.forEach(
                session -> session.inStatement().ifPresent(time -> since.put(session.pid(), time)));
        List<LockWait> waits = new ArrayList<>();
        for (MetadataLock wanted : locks) {
            if (!wanted.granted()) {
                List<Long> held = barring(wanted, locks, true);
                List<Long> blockers = held.isEmpty() ? barring(wanted, locks, false) : held;
                if (!blockers.isEmpty()) {
                    waits.add(
                            new LockWait(
                                    wanted.pid(),
                                    blockers,
                                    wanted.relation(),
                                    since.getOrDefault(wanted.pid(), Duration.ZERO)));
                }
            }
        }
        return waits;
    }

    private static List<Long> barring(
            MetadataLock wanted, List<MetadataLock> locks, boolean granted) {
        return locks.stream()
                .filter(lock -> lock.granted() == granted)
                .filter(wanted::barredBy)
                .map(MetadataLock::pid)
                .distinct()
                .toList();
    }
}
