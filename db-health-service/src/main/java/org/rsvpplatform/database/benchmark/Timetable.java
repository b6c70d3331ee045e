package org.rsvpplatform.database.benchmark;

import java.time.Duration;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** When which part of a load ends. */
final class Timetable {
    private static final double WARM = 0.05;
    private static final double ALONE = 0.55;
    private static final double COMPUTED = 0.65;

    private final Duration whole;
    private final Ticker ticker;
    private final Deadline end;

    Timetable(Duration whole, Ticker ticker) {
        this.whole = whole;
        this.ticker = ticker;
        this.end = Deadline.in(whole, ticker);
    }

    /** Until then what is measured does not count. */
    Deadline warm() {
        return at(WARM);
    }

    /** Until then one session works alone. */
    Deadline alone() {
        return at(ALONE);
    }

    Deadline computed() {
        return at(COMPUTED);
    }

    Deadline end() {
        return end;
    }

    /** How much of the time is over, 0 to 1. */
    double share() {
        return 1 - (double) end.remaining().toNanos() / whole.toNanos();
    }

    private Deadline at(double share) {
        Duration after = Duration.ofNanos(Math.round(whole.toNanos() * (1 - share)));
        Duration left = end.remaining().minus(after);
        return Deadline.in(left.isNegative() ? Duration.ZERO : left, ticker);
    }
}
