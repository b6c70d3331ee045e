package org.rsvpplatform.database.capacity;

import java.util.OptionalLong;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.time.Ticker;

/** How many transactions a minute does the server end because of a deadlock? */
public final class Deadlocks implements Judgement<Long> {
    private final int most;
    private final PerMinute perMinute;

    public Deadlocks(int most, Ticker ticker) {
        this.most = most;
        this.perMinute = new PerMinute(ticker);
    }

    @Override
    public Outcome judge(Long deadlocks) {
        OptionalLong grown = perMinute.read(deadlocks);
        if (grown.isEmpty()) {
            return Outcome.passed("deadlocks are counted from now on");
        }
        String seen =
                "%d deadlocks in the last minute, %d since the server began to count"
                        .formatted(grown.getAsLong(), deadlocks);
        return grown.getAsLong() < most
                ? Outcome.passed(seen)
                : Outcome.degraded(new Signal.Fact("deadlock", seen));
    }
}
