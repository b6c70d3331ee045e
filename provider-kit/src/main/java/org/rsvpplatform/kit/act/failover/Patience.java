package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a takeover waits for each of its parts at most, for the time budget. Zero where it waits
 * for nobody.
 *
 * @param endHeard how soon it is heard that connections to the active one end; empty where only
 *     probes notice it
 * @param silenceHeard the same of an active one that does not answer any more
 * @param guards all of them, asked once
 * @param fence that needs no hook
 * @param silenceNeedsHook whether nobody is promoted on a mere silence without a hook
 * @param promotion until the successor takes writes
 */
public record Patience(
        Optional<Duration> endHeard,
        Optional<Duration> silenceHeard,
        Duration guards,
        Duration fence,
        boolean silenceNeedsHook,
        Duration promotion) {

    /** Of a takeover that waits for nobody. */
    public static final Patience NONE =
            new Patience(
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ZERO,
                    Duration.ZERO,
                    false,
                    Duration.ZERO);
}
