package org.rsvpplatform.database.postgresql.failover;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.process.Login;

/** A client that writes row after row, and comes back at once when it is thrown out. */
final class FencedWriter implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 20;

    private final Login login;
    private final int port;
    private final Properties properties = new Properties();
    private final String first;
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();
    private final CountDownLatch ends = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param port where the server is met
     * @param first what the client sets for its session; empty for nothing
     */
    FencedWriter(Login login, int port, String first, boolean replication) {
        this.login = login;
        this.port = port;
        this.first = first;
        PGProperty.USER.set(properties, login.user());
        PGProperty.PASSWORD.set(properties, login.password());
        PGProperty.SSL_MODE.set(properties, "disable");
        PGProperty.CONNECT_TIMEOUT.set(properties, "2");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        if (replication) {
            PGProperty.REPLICATION.set(properties, "database");
            PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.4");
        }
        this.thread = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        long next = 0;
        try {
            do {
                try (Connection session =
                                new Driver()
                                        .connect(
                                                "jdbc:postgresql://127.0.0.1:%d/%s"
                                                        .formatted(port, PostgresServer.DATABASE),
                                                properties);
                        Statement statement = session.createStatement()) {
                    if (!first.isEmpty()) {
                        statement.execute(first);
                    }
                    while (ends.getCount() > 0) {
                        next++;
                        statement.execute(
                                "INSERT INTO fenced.written VALUES ('%s', %d)"
                                        .formatted(login.user(), next));
                        acknowledged.add(next);
                    }
                } catch (SQLException e) {
                    failures.incrementAndGet();
                }
            } while (!ends.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String user() {
        return login.user();
    }

    /** The numbers that the server said yes to. */
    List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Waits until it has written some more. */
    void awaitWrites() {
        int before = acknowledged.size();
        await(user()).atMost(SOON).until(() -> acknowledged.size() > before + 3);
    }

    /** Waits until it was thrown out, or not let in, once more. */
    void awaitFailure() {
        long before = failures.get();
        await(user()).atMost(SOON).until(() -> failures.get() > before);
    }

    @Override
    public void close() {
        ends.countDown();
        thread.interrupt();
    }
}
