package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Event;

/** Journals how each succession ended: who is the active one since when, at a glance. */
public final class SuccessionJournal {
    private static final String ENDED = "failover.ended";

    private final Aside journal;
    private final Clock clock;

    public SuccessionJournal(Aside journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** It ended, or halted. */
    public void record(Ended ended) {
        Succession s = ended.succession();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("verb", s.verb().label());
        details.put("from", s.from().name());
        details.put("to", s.to().name());
        details.put("epoch", Long.toString(s.epoch()));
        details.put("outcome", ended.outcome().label());
        details.put("tookMs", Long.toString(ended.took().toMillis()));
        journal.append(
                new Event(
                        Instant.now(clock),
                        ENDED,
                        s.to().name(),
                        s.group(),
                        "%s of %s from %s to %s under epoch %d: %s"
                                .formatted(
                                        s.verb().label(),
                                        s.group(),
                                        s.from().name(),
                                        s.to().name(),
                                        s.epoch(),
                                        ended.outcome().label()),
                        details));
    }
}
