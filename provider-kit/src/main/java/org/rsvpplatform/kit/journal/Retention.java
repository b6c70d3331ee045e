package org.rsvpplatform.kit.journal;

import java.time.Duration;

/**
 * How much is kept. The newest entry always is.
 *
 * @param age entries older than this go
 * @param entries at most so many stay
 * @param bytes of text, about; what the file takes is up to half as much again
 */
public record Retention(Duration age, long entries, long bytes) {

    /** Of text; age and number of the entries are the service's settings. */
    public static final long MOST_BYTES = 256L * 1024 * 1024;
}
