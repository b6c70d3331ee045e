package org.rsvpplatform.kit.time;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long this process itself stood still: it got no core, its garbage was collected, its machine
 * was frozen. Whoever asks others must know it, since an answer that came meanwhile looks as if it
 * had not come.
 *
 * <p>Measured by a thread that sleeps, and looks how late it wakes (as jHiccup does); what follows
 * from it is Lifeguard's idea (Dadgar, Phillips, Currey, 2017): one that is slow itself must not
 * accuse others.
 */
public final class Stalls implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(20);

    /** What waking up takes on a machine at rest, with room. */
    private static final Duration USUAL = Duration.ofMillis(2);

    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final Deque<Stall> recent = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long awake;
    private long total;

    /** Nobody ran from then until then. */
    private record Stall(long from, long to) {}

    public Stalls(Ticker ticker) {
        this.ticker = ticker;
        this.awake = ticker.nanos();
    }

    /** Measures from now on. */
    public Stalls started() {
        Thread.ofVirtual().name("stalls").start(this::measure);
        return this;
    }

    private void measure() {
        try {
            while (!closed.await(EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                wake();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void wake() {
        long now = ticker.nanos();
        Stall stall = new Stall(awake + EVERY.toNanos(), now);
        if (length(stall) > USUAL.toNanos()) {
            recent.addLast(stall);
            total += length(stall);
        }
        while (!recent.isEmpty() && now - recent.getFirst().to > KEPT.toNanos()) {
            recent.removeFirst();
        }
        awake = now;
    }

    /**
     * How much of the time until now it stood still.
     *
     * @param window the time to look at, at most a minute
     */
    public synchronized Duration within(Duration window) {
        long now = ticker.nanos();
        long begin = now - window.toNanos();
        long still = overlap(new Stall(awake + EVERY.toNanos(), now), begin);
        for (Stall stall : recent) {
            still += overlap(stall, begin);
        }
        return Duration.ofNanos(still);
    }

    /** How long it stood still since it was started. */
    public synchronized Duration total() {
        return Duration.ofNanos(total);
    }

    private static long overlap(Stall stall, long begin) {
        return Math.max(0, length(stall) - Math.max(0, begin - stall.from));
    }

    private static long length(Stall stall) {
        return stall.to - stall.from;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
