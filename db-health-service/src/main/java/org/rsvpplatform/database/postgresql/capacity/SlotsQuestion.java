package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.database.capacity.Question;

/**
 * How much of its log does the server keep for whom? Source: PostgreSQL's manual, 54.20 {@code
 * pg_replication_slots}, 20.6 {@code max_slot_wal_keep_size}.
 */
final class SlotsQuestion implements Question<SlotsQuestion.Slots> {
    /**
     * Its answer.
     *
     * @param maxWalSize what the log usually stays within
     * @param keepSize the most that the server keeps for a slot; -1 for any amount
     */
    record Slots(List<Slot> slots, long maxWalSize, long keepSize) {}

    /**
     * One slot.
     *
     * @param pid who reads from it; 0 for nobody
     * @param status {@code reserved}, {@code extended}, {@code unreserved}, {@code lost}, or empty
     * @param held bytes of the log that are kept for it; of a lost one it is not known any more
     */
    record Slot(String name, String type, int pid, String status, long held) {
        /** The server has removed log that it still needed, or has invalidated it otherwise. */
        boolean isLost() {
            return status.equals("lost");
        }
    }

    @Override
    public String sql() {
        return """
        SELECT slot_name::text AS name, slot_type AS type, coalesce(active_pid, 0) AS pid,
            wal_status AS status,
            coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()
                THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END, restart_lsn), 0)
                ::bigint AS held,
            pg_size_bytes(current_setting('max_wal_size')) AS max_wal_size,
            pg_size_bytes(current_setting('max_slot_wal_keep_size')) AS keep_size
        FROM (SELECT) one LEFT JOIN pg_catalog.pg_replication_slots ON true
        ORDER BY 5 DESC LIMIT 50\
        """;
    }

    @Override
    public Slots read(RowSet<Row> rows) {
        List<Slot> slots = new ArrayList<>();
        long maxWalSize = 0;
        long keepSize = -1;
        for (Row row : rows) {
            maxWalSize = row.getLong("max_wal_size");
            keepSize = row.getLong("keep_size");
            if (row.getString("name") != null) {
                slots.add(
                        new Slot(
                                row.getString("name"),
                                row.getString("type"),
                                row.getInteger("pid"),
                                Question.text(row, "status"),
                                row.getLong("held")));
            }
        }
        return new Slots(slots, maxWalSize, keepSize);
    }
}
