package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Since when a replica has heard nothing. MariaDB tells no time of the last message, but counts
 * heartbeats and positions: as long as neither changes, nothing came.
 */
final class SourceSilence {
    private final Ticker ticker;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    private record Heard(String counters, long atNanos) {}

    SourceSilence(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * @param connection which of its sources
     * @param counters what changes with each message
     */
    Duration of(String connection, String counters) {
        long now = ticker.nanos();
        Heard last =
                heard.compute(
                        connection,
                        (name, before) ->
                                before != null && before.counters().equals(counters)
                                        ? before
                                        : new Heard(counters, now));
        return Duration.ofNanos(now - last.atNanos());
    }
}
