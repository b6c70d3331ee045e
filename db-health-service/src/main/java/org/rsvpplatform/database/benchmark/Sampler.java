package org.rsvpplatform.database.benchmark;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Looks again and again at what the load's sessions wait for, in a session of its own. */
final class Sampler implements AutoCloseable {
    private static final long BETWEEN_MILLIS = 50;
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Subject subject;
    private final Optional<Seat> seat;
    private final Ticker ticker;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private long sessions;
    private long locked;
    private long flushing;
    private long standby;
    private String example;

    /**
     * @param seat empty when there is none to spare: then nothing is seen
     */
    Sampler(Subject subject, Optional<Seat> seat, Ticker ticker) {
        this.subject = subject;
        this.seat = seat;
        this.ticker = ticker;
        this.thread = Thread.ofVirtual().name("benchmark sampler").start(this::look);
    }

    private void look() {
        if (seat.isEmpty()) {
            return;
        }
        try {
            while (!over.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
                add(subject.waiting(seat.get(), Deadline.in(ANSWER, ticker)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // what was seen so far is what there is
        }
    }

    private synchronized void add(Subject.Waiting waiting) {
        sessions += waiting.sessions();
        locked += waiting.locked();
        flushing += waiting.flushing();
        standby += waiting.standby();
        example = waiting.example().orElse(example);
    }

    synchronized Evidence.Locks locks(double sessionMillis, long timeouts, double timeoutMillis) {
        return new Evidence.Locks(
                sessionMillis,
                timeouts,
                timeoutMillis,
                sessions,
                locked,
                flushing,
                standby,
                Optional.ofNullable(example));
    }

    @Override
    public void close() {
        over.countDown();
        try {
            thread.join(ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        seat.ifPresent(Seat::close);
    }
}
