package org.rsvpplatform.kit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs of a service's commands. All methods throw {@link StoreUnavailable}. */
public final class RunTable {

    private static final String COLUMNS = "id, command, state, started, finished, document";

    private static final int PRUNED_AT_ONCE = 500;

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
                        upsert.setLong(4, StoredInstant.micros(run.started()));
                        if (run.finished() == null) {
                            upsert.setNull(5, Types.BIGINT);
                        } else {
                            upsert.setLong(5, StoredInstant.micros(run.finished()));
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

    /**
     * Drops runs that have ended, in small steps between which others write; one without an end
     * always stays.
     *
     * @param before those that ended earlier go
     * @param most of the others, at most so many of the newest stay
     * @param bytes of documents that stay at most
     * @return how many went
     */
    public long prune(Instant before, long most, long bytes) {
        Place last = store.read(connection -> tooMany(connection, most, bytes));
        return store.prune(connection -> delete(connection, before, last));
    }

    /** Where a run stands in the order of their starts. */
    private record Place(long started, String id) {
        static final Place BEFORE_ALL = new Place(Long.MIN_VALUE, "");
    }

    /** The newest run that is too much; the documents are not read for it, only their lengths. */
    private static Place tooMany(Connection connection, long most, long bytes) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT started, id FROM (
                          SELECT started, id, row_number() OVER newest AS place,
                            sum(octet_length(document)) OVER newest AS total
                          FROM run WHERE finished IS NOT NULL
                          WINDOW newest AS (ORDER BY started DESC, id DESC))
                        WHERE place > ? OR total > ? ORDER BY started DESC, id DESC LIMIT 1
                        """)) {
            query.setLong(1, most);
            query.setLong(2, bytes);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Place(row.getLong(1), row.getString(2)) : Place.BEFORE_ALL;
            }
        }
    }

    private static int delete(Connection connection, Instant before, Place last)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        """
                        DELETE FROM run WHERE id IN (
                          SELECT id FROM run WHERE finished IS NOT NULL
                            AND (finished < ? OR (started, id) <= (?, ?))
                          ORDER BY started, id LIMIT ?)
                        """)) {
            delete.setLong(1, StoredInstant.micros(before));
            delete.setLong(2, last.started());
            delete.setString(3, last.id());
            delete.setInt(4, PRUNED_AT_ONCE);
            return delete.executeUpdate();
        }
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
                StoredInstant.of(row.getLong("started")),
                running ? null : StoredInstant.of(finished),
                row.getString("document"));
    }
}
