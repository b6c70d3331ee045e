package org.rsvpplatform.database.heartbeat;

import java.time.Duration;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What a heartbeat was answered.
 *
 * @param facts of the server
 * @param atNanos when, on the monotonic ticker
 * @param session through which one it was asked; they are counted from 1
 */
public record Beat<F>(F facts, long atNanos, long session) {
    private static final long EARLIER = 0;

    /**
     * What an earlier process of this service was answered.
     *
     * @param age how long ago
     */
    static <F> Beat<F> earlier(F facts, Duration age, Ticker ticker) {
        return new Beat<>(facts, ticker.nanos() - age.toNanos(), EARLIER);
    }

    /** Whether only an earlier process has heard it: what moves is then not known. */
    public boolean recalled() {
        return session == EARLIER;
    }

    public Duration age(Ticker ticker) {
        return Duration.ofNanos(ticker.nanos() - atNanos);
    }
}
