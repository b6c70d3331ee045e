package org.rsvpplatform.kit.time;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A point in monotonic time by which something must have answered. */
public final class Deadline {
    private final Ticker ticker;
    private final long atNanos;

    private Deadline(Ticker ticker, long atNanos) {
        this.ticker = ticker;
        this.atNanos = atNanos;
    }

    /** The deadline that lies {@code time} from now. */
    public static Deadline in(Duration time, Ticker ticker) {
        return new Deadline(ticker, ticker.nanos() + time.toNanos());
    }

    /** The deadline that lies {@code time} from now on the JVM's monotonic clock. */
    public static Deadline in(Duration time) {
        return in(time, Ticker.system());
    }

    /** Time left; zero when it has passed, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - ticker.nanos()));
    }

    /** Milliseconds left for a socket option; at least 1, since 0 means "for ever" there. */
    public int remainingMillis() {
        return Math.clamp(remaining().toMillis(), 1, Integer.MAX_VALUE);
    }

    public boolean passed() {
        return atNanos - ticker.nanos() <= 0;
    }

    /**
     * Lets a moment go by between two looks at something, but no more than is left.
     *
     * @return false, at once, when it has passed: nobody looks again
     */
    public boolean pause(Duration moment) throws InterruptedException {
        if (passed()) {
            return false;
        }
        long left = Math.min(moment.toNanos(), remaining().toNanos());
        new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS);
        return true;
    }

    /** This deadline, or the one {@code time} from now, whichever comes first. */
    public Deadline atMost(Duration time) {
        long other = ticker.nanos() + time.toNanos();
        return other - atNanos < 0 ? new Deadline(ticker, other) : this;
    }
}
