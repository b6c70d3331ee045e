package org.rsvpplatform.kit.journal;

import java.util.List;

/**
 * What {@link Journal#read} found.
 *
 * @param next the cursor to go on from; also moves over entries that the filter left out
 * @param gap entries after the given cursor are gone, by retention or because the journal was begun
 *     anew
 */
public record Page(List<Entry> entries, long next, boolean gap) {}
