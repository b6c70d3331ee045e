package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Event;

/** What the journal tells of two that take writes at once. */
public final class SplitBrain {
    private static final String SEEN = "failover.split-brain";

    private final Aside journal;
    private final Clock clock;

    public SplitBrain(Aside journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** It took writes until its fence. */
    void seen(Succession past, Divergence divergence, Instant answered, String run) {
        Map<String, String> details = details(past, answered);
        details.putAll(divergence.details());
        details.put("run", run);
        append(
                SEEN,
                past,
                "split brain: %s; %s".formatted(situation(past), divergence.told()),
                details);
    }

    /** Nothing is done by itself. */
    void leftAlone(
            Succession past, Divergence divergence, Instant answered, List<GuardReport> blocking) {
        Map<String, String> details = details(past, answered);
        details.putAll(divergence.details());
        details.put(
                "blockedBy", String.join(", ", blocking.stream().map(GuardReport::name).toList()));
        append(
                SEEN,
                past,
                "split brain: %s; %s. Nothing is done by itself: %s. To fence it: %s"
                        .formatted(
                                situation(past),
                                divergence.told(),
                                GuardReport.told(blocking),
                                FenceCommand.line(past.from().name())),
                details);
    }

    /** It takes no writes any more. */
    void fenced(Succession past, Instant answered, Instant fenced, String how, String run) {
        Map<String, String> details = details(past, answered);
        details.put("fencedAt", fenced.toString());
        details.put("run", run);
        append(
                "failover.fenced",
                past,
                "%s is fenced %d ms after its first answer: %s"
                        .formatted(
                                past.from().name(),
                                Duration.between(answered, fenced).toMillis(),
                                how),
                details);
    }

    private static String situation(Succession past) {
        return "%s takes writes, and %s is the active one of %s under epoch %d"
                .formatted(past.from().name(), past.to().name(), past.group(), past.epoch());
    }

    private static Map<String, String> details(Succession past, Instant answered) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("active", past.to().name());
        details.put("epoch", Long.toString(past.epoch()));
        details.put("answeredAt", answered.toString());
        return details;
    }

    private void append(String type, Succession past, String message, Map<String, String> details) {
        journal.append(
                new Event(
                        clock.instant(), type, past.from().name(), past.group(), message, details));
    }
}
