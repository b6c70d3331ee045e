package org.rsvpplatform.endtoend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Programs of the platform that answer invitations all the time, and come back after an error. */
final class Writers implements AutoCloseable {
    private static final int PROGRAMS = 4;
    private static final int GUESTS = 300;
    private static final Duration BEFORE_COMING_BACK = Duration.ofMillis(200);

    private final DatabaseUrl database;
    private final Duration pause;
    private final CountDownLatch end = new CountDownLatch(1);
    private final LongAdder commits = new LongAdder();
    private final List<Thread> programs = new ArrayList<>();

    private Writers(DatabaseUrl database, Duration pause) {
        this.database = database;
        this.pause = pause;
        for (int i = 0; i < PROGRAMS; i++) {
            int guest = i;
            programs.add(Thread.ofVirtual().name("writer " + i).start(() -> write(guest)));
        }
    }

    /**
     * @param perSecond commits of all of them together
     */
    static Writers atRate(DatabaseUrl database, int perSecond) {
        return new Writers(database, Duration.ofSeconds(PROGRAMS).dividedBy(perSecond));
    }

    /** Each commits again as soon as it is answered. */
    static Writers atFullSpeed(DatabaseUrl database) {
        return new Writers(database, Duration.ZERO);
    }

    /** What was committed since they began. */
    long commits() {
        return commits.sum();
    }

    private void write(int guest) {
        while (!ended(BEFORE_COMING_BACK)) {
            try (Connection connection = database.connect();
                    PreparedStatement answer =
                            connection.prepareStatement(
                                    "UPDATE rsvps SET answered_at = current_timestamp WHERE"
                                            + " guest_id = ?")) {
                answer.setQueryTimeout(5);
                for (int id = guest; !ended(pause); id += PROGRAMS) {
                    answer.setInt(1, 1 + id % GUESTS);
                    answer.executeUpdate();
                    commits.increment();
                }
            } catch (SQLException e) {
                // the fault is at work; the next connection may go better
            }
        }
    }

    private boolean ended(Duration within) {
        try {
            return end.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        end.countDown();
        programs.forEach(Thread::interrupt);
    }
}
