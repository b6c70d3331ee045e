package org.rsvpplatform.kit.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What providers were known to be like when they were heard last. All methods throw {@link
 * StoreUnavailable}.
 */
public final class MemoryTable {
    private final Store store;

    /**
     * @param known when it was true
     * @param document JSON
     */
    public record Row(String provider, Instant known, String document) {}

    public MemoryTable(Store store) {
        this.store = store;
    }

    public List<Row> all() {
        return store.read(
                connection -> {
                    try (PreparedStatement query =
                                    connection.prepareStatement(
                                            "SELECT provider, known, document FROM memory ORDER BY"
                                                    + " provider");
                            ResultSet rows = query.executeQuery()) {
                        List<Row> all = new ArrayList<>();
                        while (rows.next()) {
                            all.add(
                                    new Row(
                                            rows.getString(1),
                                            StoredInstant.of(rows.getLong(2)),
                                            rows.getString(3)));
                        }
                        return all;
                    }
                });
    }

    /** Takes the place of the provider's last one. */
    public void put(Row row) {
        store.write(
                connection -> {
                    try (PreparedStatement upsert =
                            connection.prepareStatement(
                                    """
                                    INSERT INTO memory (provider, known, document)
                                    VALUES (?, ?, ?)
                                    ON CONFLICT (provider) DO UPDATE SET known = excluded.known,
                                      document = excluded.document
                                    """)) {
                        upsert.setString(1, row.provider());
                        upsert.setLong(2, StoredInstant.micros(row.known()));
                        upsert.setString(3, row.document());
                        return upsert.executeUpdate();
                    }
                });
    }
}
