package org.rsvpplatform.database.heartbeat;

import java.time.Duration;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What a heartbeat was answered.
 *
 * @param facts of the server
 * @param atNanos when, on the monotonic ticker
 * @param session through which one it was asked; they are counted
 */
public record Beat<F>(F facts, long atNanos, long session) {
    public Duration age(Ticker ticker) {
        return Duration.ofNanos(ticker.nanos() - atNanos);
    }
}
