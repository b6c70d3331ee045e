package org.rsvpplatform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** A program of the platform with one session, in which a transaction is open. */
public final class Program implements AutoCloseable {
    private final Connection connection;
    private final long pid;
    private CompletableFuture<String> later;

    private Program(Connection connection, long pid) {
        this.connection = connection;
        this.pid = pid;
    }

    /** Calls itself so, and begins a transaction. */
    public static Program called(PostgresServer server, String application) {
        try {
            Connection connection = server.connect();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET application_name = '%s'".formatted(application));
            }
            return in(connection, "SELECT pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls itself so; its transaction begins with its first statement. */
    public static Program called(MariadbServer server, String application) {
        try {
            return in(server.connectAs(application), "SELECT connection_id()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Program in(Connection connection, String pid) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(pid)) {
            rows.next();
            return new Program(connection, rows.getLong(1));
        }
    }

    public long pid() {
        return pid;
    }

    public Program run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins to run it, and doesn't wait. */
    public Program begin(String sql) {
        later = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(sql);
                                later.complete("00000");
                            } catch (SQLException e) {
                                later.complete(e.getSQLState());
                            }
                        });
        return this;
    }

    /** How what was begun ended: its SQLSTATE. */
    public String ended() {
        try {
            return later.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends its session before its time. */
    public void leave() {
        close();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // gone already
        }
    }
}
