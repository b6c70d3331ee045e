package org.rsvpplatform.sample.clock.rfc868;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** Asks how far the server's clock is from ours. */
final class OffsetCheck implements Check<TimeSession> {
    private final Duration most;
    private final Clock clock;

    OffsetCheck(Duration most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(TimeSession session, Deadline deadline) throws IOException {
        Duration offset = Duration.between(clock.instant(), session.time(deadline)).abs();
        String seen = "the server's clock is " + offset.toSeconds() + " s from ours";
        return offset.compareTo(most) <= 0
                ? Outcome.passed(seen)
                : Outcome.failed(new Signal.Fact("clock-off", seen));
    }
}
