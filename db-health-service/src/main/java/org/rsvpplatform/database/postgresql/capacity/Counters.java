package org.rsvpplatform.database.postgresql.capacity;

/**
 * What a server has counted in the platform's database since it began to count.
 *
 * @param temporaryBytes written by sorts that did not fit into memory
 */
public record Counters(long deadlocks, long temporaryFiles, long temporaryBytes) {}
