package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Where a backend tells by itself what it noticed between two probes. */
public interface Alarm {
    /** A second look so soon tells an end from a hiccup. Source: FAILOVER-FACTS, kill drills. */
    Duration SECOND_LOOK = Duration.ofMillis(50);

    /**
     * Something that was kept open has ended, or the next question may be answered otherwise: the
     * provider is looked at now, twice at most.
     */
    void lookNow();

    /**
     * Answers were missing several times in a row: that is a measurement by itself.
     *
     * @param layer what was asked
     * @param after how long each answer was waited for
     */
    void silent(Layer layer, Duration after);

    /**
     * It takes writes, and is not the active one of its group: whoever guards the group looks now.
     */
    void intrudes();
}
