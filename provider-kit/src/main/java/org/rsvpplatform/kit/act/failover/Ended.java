package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.Locale;

/**
 * How a succession ended, or that it halted.
 *
 * @param took from its begin, or from where it was taken up
 */
public record Ended(Succession succession, Outcome outcome, Duration took) {
    /** How it came out. */
    public enum Outcome {
        SUCCEEDED,
        REFUSED,
        FAILED,
        ROLLED_BACK,
        HALTED;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
