package org.rsvpplatform.kit.observe.cause;

import java.util.Map;
import java.util.Set;

/**
 * The answer of a second look.
 *
 * @param inquiry the inquiry's name
 * @param confirms codes that the look established
 * @param rulesOut codes that the look excluded
 * @param evidence a sentence for the operator: what was looked at and what was seen
 * @param facts values for the remedies' placeholders, such as {@code dataDirectory}
 */
public record Finding(
        String inquiry,
        Set<String> confirms,
        Set<String> rulesOut,
        String evidence,
        Map<String, String> facts) {
    public Finding {
        confirms = Set.copyOf(confirms);
        rulesOut = Set.copyOf(rulesOut);
        facts = Map.copyOf(facts);
    }
}
