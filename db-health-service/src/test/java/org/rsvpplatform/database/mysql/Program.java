package org.rsvpplatform.database.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** A program of the platform with one session, in which a transaction begins. */
public final class Program implements AutoCloseable {
    private final Connection connection;
    private final long pid;
    private CompletableFuture<Integer> later;

    private Program(Connection connection, long pid) {
        this.connection = connection;
        this.pid = pid;
    }

    /** Calls itself so. */
    public static Program called(MariadbServer server, String application) {
        try {
            Connection connection = server.connectAs(application);
            try (Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT connection_id()")) {
                rows.next();
                long pid = rows.getLong(1);
                connection.setAutoCommit(false);
                return new Program(connection, pid);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
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
                                later.complete(0);
                            } catch (SQLException e) {
                                later.complete(e.getErrorCode());
                            }
                        });
        return this;
    }

    /** How what was begun ended: the number of its error, 0 for none. */
    public int ended() {
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
