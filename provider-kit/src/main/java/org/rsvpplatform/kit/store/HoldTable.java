package org.rsvpplatform.kit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What operators said of a group or a provider that holds for a while. All methods throw {@link
 * StoreUnavailable}.
 */
public final class HoldTable {
    private final Store store;

    /**
     * @param kind what holds, such as {@code paused}
     * @param name the group or provider
     * @param until when it ends; null when it ends by itself otherwise
     * @param by who said so
     * @param why in their words; may be null
     */
    public record Row(
            String kind, String name, Instant since, Instant until, String by, String why) {}

    public HoldTable(Store store) {
        this.store = store;
    }

    public List<Row> all() {
        return store.read(
                connection -> {
                    try (PreparedStatement query =
                                    connection.prepareStatement(
                                            "SELECT kind, name, since, until, said_by, why FROM"
                                                    + " hold ORDER BY kind, name");
                            ResultSet rows = query.executeQuery()) {
                        List<Row> all = new ArrayList<>();
                        while (rows.next()) {
                            long until = rows.getLong(4);
                            all.add(
                                    new Row(
                                            rows.getString(1),
                                            rows.getString(2),
                                            StoredInstant.of(rows.getLong(3)),
                                            until == 0 ? null : StoredInstant.of(until),
                                            rows.getString(5),
                                            rows.getString(6)));
                        }
                        return all;
                    }
                });
    }

    /** Takes the place of an earlier one of the same kind and name. */
    public void put(Row row) {
        store.write(connection -> put(connection, row));
    }

    private static int put(Connection connection, Row row) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement(
                        """
                        INSERT INTO hold (kind, name, since, until, said_by, why)
                        VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (kind, name) DO UPDATE SET since = excluded.since,
                          until = excluded.until, said_by = excluded.said_by, why = excluded.why
                        """)) {
            upsert.setString(1, row.kind());
            upsert.setString(2, row.name());
            upsert.setLong(3, StoredInstant.micros(row.since()));
            if (row.until() == null) {
                upsert.setNull(4, Types.BIGINT);
            } else {
                upsert.setLong(4, StoredInstant.micros(row.until()));
            }
            upsert.setString(5, row.by());
            upsert.setString(6, row.why());
            return upsert.executeUpdate();
        }
    }

    /**
     * @return false when there was none
     */
    public boolean remove(String kind, String name) {
        return store.write(
                        connection -> {
                            try (PreparedStatement delete =
                                    connection.prepareStatement(
                                            "DELETE FROM hold WHERE kind = ? AND name = ?")) {
                                delete.setString(1, kind);
                                delete.setString(2, name);
                                return delete.executeUpdate();
                            }
                        })
                == 1;
    }
}
