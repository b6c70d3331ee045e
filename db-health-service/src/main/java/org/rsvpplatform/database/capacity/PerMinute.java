package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.rsvpplatform.kit.time.Ticker;

/** How much a server's counter grew in the last minute. */
public final class PerMinute {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long count, long at) {}

    public PerMinute(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Takes a reading in.
     *
     * @return what came since the oldest reading of the last minute, a minute's share of it when
     *     the last reading was longer ago; empty at the first
     */
    public OptionalLong read(long count) {
        long now = ticker.nanos();
        if (!samples.isEmpty() && count < samples.peekLast().count()) {
            samples.clear(); // the server began to count anew
        }
        samples.add(new Sample(count, now));
        while (samples.size() > 2 && now - samples.peekFirst().at() > WINDOW.toNanos()) {
            samples.poll();
        }
        if (samples.size() == 1) {
            return OptionalLong.empty();
        }
        Sample first = samples.peekFirst();
        double share = Math.min(1, (double) WINDOW.toNanos() / Math.max(1, now - first.at()));
        return OptionalLong.of(Math.round((count - first.count()) * share));
    }
}
