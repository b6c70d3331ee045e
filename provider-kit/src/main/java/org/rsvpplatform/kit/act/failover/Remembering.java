package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.Map;
import org.rsvpplatform.kit.observe.probe.Backend;

/**
 * A backend that knows of its server what a failover needs, and what nobody can ask any more when
 * the server is gone; a {@link Backend} implements it.
 */
public interface Remembering {
    /**
     * What is known for sure just now, by name; empty while the server is not heard, or when there
     * is nothing to keep. It is written down at each change, so what moves all the time is left
     * out.
     */
    Map<String, String> memory();

    /**
     * What an earlier process of this service knew for sure.
     *
     * @param age how long ago
     */
    void recall(Map<String, String> memory, Duration age);
}
