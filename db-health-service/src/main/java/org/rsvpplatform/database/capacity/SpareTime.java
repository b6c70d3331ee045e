package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.kit.time.Deadline;

/**
 * The part of a probe's time that a question about capacity may take. It ends before the probe
 * does: that room could not be measured in time does not make a server DOWN.
 */
public final class SpareTime {
    private static final Duration LEFT_OVER = Duration.ofMillis(150);
    private static final Duration LEAST = Duration.ofMillis(50);

    private SpareTime() {}

    /** At most so much of what is left; empty when that is too little to ask anything. */
    public static Optional<Deadline> of(Deadline probe, Duration most) {
        Duration spare = probe.remaining().minus(LEFT_OVER);
        return spare.compareTo(LEAST) < 0
                ? Optional.empty()
                : Optional.of(probe.atMost(spare).atMost(most));
    }
}
