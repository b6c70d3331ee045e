package org.rsvpplatform.kit.observe.cause;

/**
 * Another finding that follows from a diagnosis and goes away with it.
 *
 * @param provider where it was seen; null when at the diagnosed provider itself or unknown
 * @param cause its code
 * @param evidence what was seen
 */
public record Consequence(String provider, String cause, String evidence) {}
