package org.rsvpplatform.kit.observe.provider;

import java.time.Instant;

/**
 * Who is the active one of a group, under which number.
 *
 * @param epoch grows by one with every change; the holder of an older one is to be fenced
 * @param since when it became the active one
 */
public record Appointment(String group, String provider, long epoch, Instant since) {
    /** The number of the one that the configuration names, before any change. */
    public static final long FIRST_EPOCH = 1;

    public Appointment {
        if (epoch < FIRST_EPOCH) {
            throw new IllegalArgumentException(
                    "epoch %d of group %s is below the first one".formatted(epoch, group));
        }
    }

    /** The change that follows on this one. */
    public Appointment next(String successor, Instant at) {
        return new Appointment(group, successor, epoch + 1, at);
    }
}
