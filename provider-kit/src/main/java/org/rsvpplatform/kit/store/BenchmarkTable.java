package org.rsvpplatform.kit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of benchmarks: a baseline a provider, and where a load may have left something
 * behind. All methods throw {@link StoreUnavailable}.
 */
public final class BenchmarkTable {
    private final Store store;

    /** A result to compare with; the document is JSON. */
    public record Baseline(Instant measured, String document) {}

    public BenchmarkTable(Store store) {
        this.store = store;
    }

    public Optional<Baseline> baseline(String provider) {
        return store.read(
                connection -> {
                    try (PreparedStatement query =
                            connection.prepareStatement(
                                    "SELECT measured, document FROM benchmark WHERE provider = ?"
                                            + " AND document IS NOT NULL")) {
                        query.setString(1, provider);
                        try (ResultSet rows = query.executeQuery()) {
                            return rows.next()
                                    ? Optional.of(
                                            new Baseline(
                                                    StoredInstant.of(rows.getLong(1)),
                                                    rows.getString(2)))
                                    : Optional.empty();
                        }
                    }
                });
    }

    /** Takes the place of the provider's last one. */
    public void keep(String provider, Baseline baseline) {
        store.write(
                connection -> {
                    try (PreparedStatement upsert =
                            connection.prepareStatement(
                                    """
                                    INSERT INTO benchmark (provider, measured, document, leftovers)
                                    VALUES (?, ?, ?, 0)
                                    ON CONFLICT (provider) DO UPDATE SET
                                      measured = excluded.measured, document = excluded.document
                                    """)) {
                        upsert.setString(1, provider);
                        upsert.setLong(2, StoredInstant.micros(baseline.measured()));
                        upsert.setString(3, baseline.document());
                        return upsert.executeUpdate();
                    }
                });
    }

    /** Written before a load begins, and taken back when nothing of it is left. */
    public void leftovers(String provider, boolean possible) {
        store.write(connection -> leftovers(connection, provider, possible));
    }

    private static int leftovers(Connection connection, String provider, boolean possible)
            throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement(
                        """
                        INSERT INTO benchmark (provider, leftovers) VALUES (?, ?)
                        ON CONFLICT (provider) DO UPDATE SET leftovers = excluded.leftovers
                        """)) {
            upsert.setString(1, provider);
            upsert.setInt(2, possible ? 1 : 0);
            return upsert.executeUpdate();
        }
    }

    /** The providers where something of a load may be left. */
    public List<String> withLeftovers() {
        return store.read(
                connection -> {
                    try (PreparedStatement query =
                                    connection.prepareStatement(
                                            "SELECT provider FROM benchmark WHERE leftovers = 1");
                            ResultSet rows = query.executeQuery()) {
                        List<String> providers = new ArrayList<>();
                        while (rows.next()) {
                            providers.add(rows.getString(1));
                        }
                        return providers;
                    }
                });
    }
}
