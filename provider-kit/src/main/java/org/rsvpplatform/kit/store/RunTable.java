package org.rsvpplatform.kit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs of a service's commands. All methods throw {@link StoreUnavailable}. */
public final class RunTable {

    private static final String COLUMNS = "id, command, state, started, finished, document";

    private final Store store;

    public RunTable(Store store) {
        this.store = store;
    }

    /** New or changed; on the disk when this returns. */
    public void save(StoredRun run) {
        store.write(
                connection -> {
                    try (PreparedStatement upsert =
                            connection.prepareStatement(
                                    """
                                    INSERT INTO run (id, command, state, started, finished, document)
                                    VALUES (?, ?, ?, ?, ?, ?)
                                    ON CONFLICT (id) DO UPDATE SET command = excluded.command,
                                      state = excluded.state, started = excluded.started,
                                      finished = excluded.finished, document = excluded.document
                                    """)) {
                        upsert.setString(1, run.id());
                        upsert.setString(2, run.command());
                        upsert.setString(3, run.state());
                        upsert.setLong(4, micros(run.started()));
                        if (run.finished() == null) {
                            upsert.setNull(5, Types.BIGINT);
                        } else {
                            upsert.setLong(5, micros(run.finished()));
                        }
                        upsert.setString(6, run.document());
                        return upsert.executeUpdate();
                    }
                });
    }

    public Optional<StoredRun> find(String id) {
        return select("WHERE id = ?", 1, id).stream().findFirst();
    }

    /** The newest first. {@code before} is the id of the last run of the page before, or null. */
    public List<StoredRun> list(int limit, String before) {
        return before == null
                ? select("ORDER BY started DESC, id DESC LIMIT ?", limit, limit)
                : select(
                        "WHERE (started, id) < (SELECT started, id FROM run WHERE id = ?)"
                                + " ORDER BY started DESC, id DESC LIMIT ?",
                        limit,
                        before,
                        limit);
    }

    /**
     * Runs without an end, the oldest first: at a start, those that the last process left behind.
     */
    public List<StoredRun> unfinished() {
        return select("WHERE finished IS NULL ORDER BY started, id", 0);
    }

    private List<StoredRun> select(String rest, int expected, Object... values) {
        return store.read(
                connection -> {
                    try (PreparedStatement query = prepare(connection, rest, values);
                            ResultSet rows = query.executeQuery()) {
                        List<StoredRun> runs = new ArrayList<>(expected);
                        while (rows.next()) {
                            runs.add(run(rows));
                        }
                        return runs;
                    }
                });
    }

    private static PreparedStatement prepare(Connection connection, String rest, Object... values)
            throws SQLException {
        PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM run " + rest);
        for (int i = 0; i < values.length; i++) {
            query.setObject(i + 1, values[i]);
        }
        return query;
    }

    private static StoredRun run(ResultSet row) throws SQLException {
        long finished = row.getLong("finished");
        boolean running = row.wasNull();
        return new StoredRun(
                row.getString("id"),
                row.getString("command"),
                row.getString("state"),
                instant(row.getLong("started")),
                running ? null : instant(finished),
                row.getString("document"));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
