package org.rsvpplatform.kit.journal;

/**
 * An event in the journal.
 *
 * @param cursor its place: grows with each entry and is never given twice
 */
public record Entry(long cursor, Event event) {}
