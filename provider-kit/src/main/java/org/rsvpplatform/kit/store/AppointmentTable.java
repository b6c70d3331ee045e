package org.rsvpplatform.kit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is the active provider of each group that was ever changed, and under which epoch. All
 * methods throw {@link StoreUnavailable}.
 */
public final class AppointmentTable {
    private final Store store;

    /** One group's line; see {@code Appointment} for the words. */
    public record Row(String group, String provider, long epoch, Instant since) {}

    public AppointmentTable(Store store) {
        this.store = store;
    }

    public List<Row> all() {
        return store.read(
                connection -> {
                    try (PreparedStatement query =
                                    connection.prepareStatement(
                                            "SELECT group_name, provider, epoch, since FROM"
                                                    + " appointment ORDER BY group_name");
                            ResultSet rows = query.executeQuery()) {
                        List<Row> all = new ArrayList<>();
                        while (rows.next()) {
                            all.add(
                                    new Row(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getLong(3),
                                            StoredInstant.of(rows.getLong(4))));
                        }
                        return all;
                    }
                });
    }

    /**
     * Takes the place of the group's line, unless that one is as new or newer.
     *
     * @return false when it was refused
     */
    public boolean advance(Row row) {
        return store.write(connection -> advance(connection, row)) == 1;
    }

    private static int advance(Connection connection, Row row) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement(
                        """
                        INSERT INTO appointment (group_name, provider, epoch, since)
                        VALUES (?, ?, ?, ?)
                        ON CONFLICT (group_name) DO UPDATE SET
                          provider = excluded.provider, epoch = excluded.epoch, since = excluded.since
                        WHERE excluded.epoch > appointment.epoch
                        """)) {
            upsert.setString(1, row.group());
            upsert.setString(2, row.provider());
            upsert.setLong(3, row.epoch());
            upsert.setLong(4, StoredInstant.micros(row.since()));
            return upsert.executeUpdate();
        }
    }
}
