package org.rsvpplatform.database.failover;

import java.time.Duration;
import org.rsvpplatform.kit.time.Ticker;

/** For how long a server has been heard taking writes, without a break. */
public final class TakingWrites {
    private final Ticker ticker;
    private long session = -1;
    private long sinceNanos;

    public TakingWrites(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * It was heard.
     *
     * @param ofSession the session that told; another one is a break
     */
    public synchronized void heard(boolean takesWrites, long ofSession, long atNanos) {
        if (!takesWrites) {
            session = -1;
        } else if (session != ofSession) {
            session = ofSession;
            sinceNanos = atNanos;
        }
    }

    /** Since the first answer that told so. */
    public synchronized Duration lasts() {
        return Duration.ofNanos(ticker.nanos() - sinceNanos);
    }
}
