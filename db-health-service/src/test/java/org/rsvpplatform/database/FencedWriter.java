package org.rsvpplatform.database;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A client that writes row after row, and comes back at once when it is thrown out. */
public final class FencedWriter implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 20;

    private final String user;
    private final Opening opening;
    private final String first;
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();
    private final CountDownLatch ends = new CountDownLatch(1);
    private final Thread thread;

    /** How it logs in. */
    public interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * @param first what the client sets for its session; empty for nothing
     */
    public FencedWriter(String user, Opening opening, String first) {
        this.user = user;
        this.opening = opening;
        this.first = first;
        this.thread = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        long next = 0;
        try {
            do {
                try (Connection session = opening.open();
                        Statement statement = session.createStatement()) {
                    if (!first.isEmpty()) {
                        statement.execute(first);
                    }
                    while (ends.getCount() > 0) {
                        next++;
                        statement.execute(
                                "INSERT INTO fenced.written VALUES ('%s', %d)"
                                        .formatted(user, next));
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

    public String user() {
        return user;
    }

    /** The numbers that the server said yes to. */
    public List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Waits until it has written some more. */
    public void awaitWrites() {
        int before = acknowledged.size();
        await(user()).atMost(SOON).until(() -> acknowledged.size() > before + 3);
    }

    /** Waits until it was thrown out, or not let in, once more. */
    public void awaitFailure() {
        long before = failures.get();
        await(user()).atMost(SOON).until(() -> failures.get() > before);
    }

    @Override
    public void close() {
        ends.countDown();
        thread.interrupt();
    }
}
