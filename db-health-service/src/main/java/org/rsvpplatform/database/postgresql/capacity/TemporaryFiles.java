package org.rsvpplatform.database.postgresql.capacity;

import java.util.OptionalLong;
import org.rsvpplatform.database.capacity.Judgement;
import org.rsvpplatform.database.capacity.PerMinute;
import org.rsvpplatform.database.capacity.Words;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.time.Ticker;

/** How much do sorts that don't fit into memory write to disk? */
public final class TemporaryFiles implements Judgement<Counters> {
    private final long most;
    private final PerMinute perMinute;

    public TemporaryFiles(long most, Ticker ticker) {
        this.most = most;
        this.perMinute = new PerMinute(ticker);
    }

    @Override
    public Outcome judge(Counters counters) {
        OptionalLong grown = perMinute.read(counters.temporaryBytes());
        if (grown.isEmpty()) {
            return Outcome.passed("temporary files are counted from now on");
        }
        String seen =
                "temporary files took %s in the last minute"
                        .formatted(Words.bytes(grown.getAsLong()));
        return grown.getAsLong() < most
                ? Outcome.passed(seen)
                : Outcome.degraded(
                        new Signal.Fact(
                                "temporary-files",
                                "%s (%s is much)".formatted(seen, Words.bytes(most))));
    }
}
