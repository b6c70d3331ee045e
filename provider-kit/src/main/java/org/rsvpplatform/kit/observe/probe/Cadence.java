package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;

/**
 * How often a provider is asked, and how long it may take to answer.
 *
 * @param interval time between two probes
 * @param deadline time one probe may take over all its layers; shorter than the interval
 * @param fall worse results in a row before the state gets worse
 * @param rise better results in a row before the state gets better
 * @param secondLook time after which a result that differs from the state is looked at again
 * @param refusedBackoff interval while our credentials are refused: accounts lock, MySQL blocks
 *     hosts
 */
public record Cadence(
        Duration interval,
        Duration deadline,
        int fall,
        int rise,
        Duration secondLook,
        Duration refusedBackoff) {

    /** Databases: a refusal is DOWN within 3 s, a hang within 5.5 s. */
    public static final Cadence DEFAULT =
            new Cadence(
                    Duration.ofSeconds(2),
                    Duration.ofMillis(1500),
                    2,
                    2,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(30));

    public Cadence every(Duration other) {
        return new Cadence(other, deadline, fall, rise, secondLook, refusedBackoff);
    }

    public Cadence within(Duration other) {
        return new Cadence(interval, other, fall, rise, secondLook, refusedBackoff);
    }

    public Cadence counting(int newFall, int newRise) {
        return new Cadence(interval, deadline, newFall, newRise, secondLook, refusedBackoff);
    }
}
