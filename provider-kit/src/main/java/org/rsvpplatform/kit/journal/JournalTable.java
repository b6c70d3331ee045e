package org.rsvpplatform.kit.journal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.store.StoredInstant;

/** The journal's SQL. Each method runs inside a transaction of the caller. */
final class JournalTable {

    /** Bytes of a row beside its texts. */
    private static final int ROW = 40;

    private JournalTable() {}

    /** The cursors given to the events, in their order. */
    static List<Long> insert(Connection connection, List<Event> events) throws SQLException {
        long total = number(connection, "SELECT total FROM journal ORDER BY id DESC LIMIT 1");
        List<Long> cursors = new ArrayList<>(events.size());
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO journal (at, type, provider, group_name, message, details, total)
                        VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """)) {
            for (Event event : events) {
                String details = Details.toJson(event.details());
                total += ROW + bytes(event.type()) + bytes(event.message()) + bytes(details);
                insert.setLong(1, StoredInstant.micros(event.at()));
                insert.setString(2, event.type());
                insert.setString(3, event.provider());
                insert.setString(4, event.group());
                insert.setString(5, event.message());
                insert.setString(6, details);
                insert.setLong(7, total);
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    cursors.add(row.getLong(1));
                }
            }
        }
        return cursors;
    }

    static long first(Connection connection) throws SQLException {
        return number(connection, "SELECT min(id) FROM journal");
    }

    static long last(Connection connection) throws SQLException {
        return number(connection, "SELECT max(id) FROM journal");
    }

    static List<Entry> select(Connection connection, long after, Filter filter, int limit)
            throws SQLException {
        return select(connection, after, filter, limit, "id");
    }

    /** The newest ones, oldest first. */
    static List<Entry> latest(Connection connection, Filter filter, int limit) throws SQLException {
        return select(connection, 0, filter, limit, "id DESC").reversed();
    }

    private static List<Entry> select(
            Connection connection, long after, Filter filter, int limit, String order)
            throws SQLException {
        long start = after;
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder();
        if (filter.from() != null) {
            // By the index on time (the + keeps SQLite from walking the ids), so that the scan
            // below begins near the right place.
            // place.
            long from = StoredInstant.micros(filter.from());
            long first = number(connection, "SELECT min(+id) FROM journal WHERE at >= ?", from);
            start = Math.max(after, first == 0 ? last(connection) : first - 1);
            and(where, values, "at >= ?", from);
        }
        if (filter.to() != null) {
            and(where, values, "at < ?", StoredInstant.micros(filter.to()));
        }
        if (filter.type() != null) {
            and(where, values, "type = ?", filter.type());
        }
        if (filter.provider() != null) {
            and(where, values, "provider = ?", filter.provider());
        }
        if (filter.text() != null) {
            String like = "%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%";
            and(
                    where,
                    values,
                    "(message LIKE ? ESCAPE '\\' OR details LIKE ? ESCAPE '\\')",
                    like,
                    like);
        }
        try (PreparedStatement query =
                connection.prepareStatement(
                        "SELECT id, at, type, provider, group_name, message, details FROM journal"
                                + " WHERE id > ?"
                                + where
                                + " ORDER BY "
                                + order
                                + " LIMIT ?")) {
            query.setLong(1, start);
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 2, values.get(i));
            }
            query.setInt(values.size() + 2, limit);
            return entries(query);
        }
    }

    /**
     * The first entry that may stay; the table is walked from its old end, no further than needed.
     */
    static long firstToKeep(Connection connection, Retention retention, Instant now)
            throws SQLException {
        long last = last(connection);
        if (last == 0) {
            return 0;
        }
        long total = number(connection, "SELECT total FROM journal WHERE id = ?", last);
        // The + keeps SQLite from taking the index on time, which would sort all that is young
        // enough.
        long byAge =
                number(
                        connection,
                        "SELECT id FROM journal WHERE +at >= ? ORDER BY id LIMIT 1",
                        StoredInstant.micros(now.minus(retention.age())));
        long bySize =
                number(
                        connection,
                        "SELECT id FROM journal WHERE total > ? ORDER BY id LIMIT 1",
                        total - retention.bytes());
        long byCount = last - retention.entries() + 1;
        long keep =
                Math.max(byAge == 0 ? last : byAge, Math.max(bySize == 0 ? last : bySize, byCount));
        return Math.min(keep, last);
    }

    static int deleteBefore(Connection connection, long cursor, int atMost) throws SQLException {
        long first = first(connection);
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM journal WHERE id < ?")) {
            delete.setLong(1, Math.min(cursor, first + atMost));
            return delete.executeUpdate();
        }
    }

    private static void and(
            StringBuilder where, List<Object> values, String condition, Object... more) {
        where.append(" AND ").append(condition);
        values.addAll(List.of(more));
    }

    private static List<Entry> entries(PreparedStatement query) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                entries.add(
                        new Entry(
                                row.getLong(1),
                                new Event(
                                        StoredInstant.of(row.getLong(2)),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        Details.fromJson(row.getString(7)))));
            }
        }
        return entries;
    }

    private static long number(Connection connection, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
