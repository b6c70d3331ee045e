package org.rsvpplatform.kit.journal;

import java.time.Instant;

/**
 * Which entries to read; null stands for any.
 *
 * @param type the whole type
 * @param provider the whole name
 * @param text occurs in the message or the details, upper and lower case alike (ASCII)
 * @param from this instant or later
 * @param to before this instant
 */
public record Filter(String type, String provider, String text, Instant from, Instant to) {

    public static final Filter ALL = new Filter(null, null, null, null, null);
}
