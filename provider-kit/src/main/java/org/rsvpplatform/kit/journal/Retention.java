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

    public static final Retention DEFAULT =
            new Retention(Duration.ofDays(30), 1_000_000, 256L * 1024 * 1024);
}
