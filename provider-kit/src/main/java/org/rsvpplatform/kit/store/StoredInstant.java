package org.rsvpplatform.kit.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How each table of the store keeps a moment: microseconds since 1970, in UTC. */
public final class StoredInstant {
    private StoredInstant() {}

    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant of(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
