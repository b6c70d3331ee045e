package org.rsvpplatform.kit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** The open connections to one file: one that writes, guarded by the store, and a few that read. */
final class Connections {

    static final int READERS = 3;
    private static final int BUSY_MILLIS = 5_000;
    private static final int LARGEST_WAL_KEPT = 16 * 1024 * 1024;

    final Connection writer;
    private final BlockingQueue<Connection> readers = new LinkedBlockingQueue<>(READERS);
    private volatile boolean closed;

    private Connections(Connection writer) {
        this.writer = writer;
    }

    static Connections open(Path file) throws SQLException, IOException, Schema.TooNewException {
        Connections connections = new Connections(connect(file));
        try {
            beginWriting(connections.writer);
            Schema.bringForward(connections.writer);
            commit(connections.writer);
            for (int i = 0; i < READERS; i++) {
                Connection reader = connect(file);
                connections.readers.add(reader);
                execute(reader, "PRAGMA query_only = ON");
            }
            return connections;
        } catch (SQLException | IOException | Schema.TooNewException | RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    Connection borrowReader() throws InterruptedException, SQLException {
        Connection reader = readers.poll(BUSY_MILLIS, TimeUnit.MILLISECONDS);
        if (reader == null) {
            throw new SQLTimeoutException(
                    String.format(
                            Locale.ROOT,
                            "all %d readers were busy for %d ms",
                            READERS,
                            BUSY_MILLIS));
        }
        return reader;
    }

    void returnReader(Connection reader) {
        if (closed) {
            closeQuietly(reader);
        } else {
            readers.add(reader);
            if (closed && readers.remove(reader)) {
                // close() had emptied the queue in between
                closeQuietly(reader);
            }
        }
    }

    // Transactions by hand: the driver begins the next one with each commit, and an immediate one
    // would
    // keep the write lock for ever.

    static void beginWriting(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
    }

    static void beginReading(Connection connection) throws SQLException {
        execute(connection, "BEGIN DEFERRED");
    }

    static void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    static void rollback(Connection connection) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself
        }
    }

    /** Whether the structure of the file is sound. Takes time in proportion to its size. */
    boolean isSound() throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            return rows.next() && "ok".equals(rows.getString(1));
        }
    }

    /** Ends what is idle; a reader in use at this moment is closed when it is returned. */
    void close() {
        closed = true;
        closeQuietly(writer);
        Connection reader;
        while ((reader = readers.poll()) != null) {
            closeQuietly(reader);
        }
    }

    private static Connection connect(Path file) throws SQLException, IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        Connection connection = source.getConnection();
        try {
            if (Files.size(file) == 0) {
                // Before the first page is written; later it would change nothing but the file's
                // header.
                execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            }
            execute(connection, "PRAGMA journal_mode = WAL");
            execute(connection, "PRAGMA journal_size_limit = " + LARGEST_WAL_KEPT);
            return connection;
        } catch (SQLException | IOException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing of it is in use any more
        }
    }
}
