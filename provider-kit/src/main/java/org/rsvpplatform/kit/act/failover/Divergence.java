package org.rsvpplatform.kit.act.failover;

import java.util.Map;

/**
 * How far a former active provider and the present one have come apart.
 *
 * @param told a sentence
 * @param details for programs, such as positions in a log; empty when it is not known
 */
public record Divergence(String told, Map<String, String> details) {
    public Divergence {
        details = Map.copyOf(details);
    }

    /** It can't be known. */
    public static Divergence unknown(String why) {
        return new Divergence(why, Map.of());
    }
}
