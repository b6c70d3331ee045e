package org.rsvpplatform.database.capacity;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.rsvpplatform.kit.time.Deadline;

/** A database that can be measured, beside being well or not. */
public interface Measured {
    /** What was measured last; costs nothing. */
    Readings readings();

    /** The time of the last answer that nobody has taken yet. */
    OptionalDouble takeResponseSeconds();

    /** Who is connected, asked just now. */
    Seen<Activity> activity(Deadline deadline) throws InterruptedException;

    /**
     * The last measurements.
     *
     * @param connections by state; empty before the first look
     * @param lagBytes what a standby has received and not replayed; empty when it is none
     * @param lagSeconds how old the last replayed transaction is while some are not replayed
     * @param slowQueries seen since the watch began
     */
    record Readings(
            Map<ClientSession.State, Integer> connections,
            OptionalLong lagBytes,
            OptionalDouble lagSeconds,
            long slowQueries) {}
}
