package org.rsvpplatform.kit.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened. Texts are redacted when it is appended.
 *
 * @param type in dotted words, e.g. {@code provider.state-changed}
 * @param provider null when it is not about one
 * @param group null when it is not about one
 * @param message a sentence for a person
 * @param details for programs; the order is kept
 */
public record Event(
        Instant at,
        String type,
        String provider,
        String group,
        String message,
        Map<String, String> details) {

    public Event {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public Event(Instant at, String type, String message) {
        this(at, type, null, null, message, Map.of());
    }
}
