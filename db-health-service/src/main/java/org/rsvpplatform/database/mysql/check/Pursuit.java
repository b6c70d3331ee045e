package org.rsvpplatform.database.mysql.check;

import java.time.Duration;
import org.rsvpplatform.database.mysql.connection.Gtids;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Measures a replica's lag by what its source has committed: the time since a position was seen
 * there that the replica has still not reached. Seconds_Behind_Source is no such measure: it is
 * NULL while a thread stands, and 0 while a receiver that hears nothing has applied all it once
 * got.
 */
final class Pursuit {
    private final Ticker ticker;
    private Gtids target;
    private long seenAt;

    /**
     * How far behind.
     *
     * @param transactions committed at the source and not here
     * @param time how long the oldest look is ago that is not reached
     */
    record Gap(long transactions, Duration time) {}

    Pursuit(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized Gap gap(Gtids source, Gtids own) {
        long now = ticker.nanos();
        if (target == null || target.aheadOf(own) == 0) {
            target = source;
            seenAt = now;
        }
        long behind = source.aheadOf(own);
        return new Gap(behind, behind == 0 ? Duration.ZERO : Duration.ofNanos(now - seenAt));
    }
}
