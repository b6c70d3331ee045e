package org.rsvpplatform.kit.serve.pointer;

import java.time.Instant;
import java.util.Map;

/**
 * The active provider of a group, as programs need it.
 *
 * @param epoch grows with every change of the active provider
 * @param since when it became the active one
 * @param address where it is: host, port and what else its kind has
 */
public record Active(
        String group, String provider, long epoch, Instant since, Map<String, Object> address) {}
