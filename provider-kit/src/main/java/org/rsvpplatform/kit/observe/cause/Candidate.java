package org.rsvpplatform.kit.observe.cause;

import java.util.List;

/**
 * A cause that the signals allow.
 *
 * @param score how well it fits, 0 to 100
 * @param conclusive the server's own word already excludes the neighbours
 * @param evidence what speaks for it
 */
public record Candidate(Cause cause, double score, boolean conclusive, List<String> evidence) {
    public Candidate {
        evidence = List.copyOf(evidence);
    }
}
