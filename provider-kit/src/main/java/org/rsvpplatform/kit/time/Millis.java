package org.rsvpplatform.kit.time;

import java.time.Duration;

/** Durations as answers show them. */
public final class Millis {
    private Millis() {}

    /** Milliseconds with two places behind the point. */
    public static double of(Duration duration) {
        return Math.round(duration.toNanos() / 1e4) / 100.0;
    }
}
