package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Event;

/** The last decisions of each group, also those not to act; each stands in the journal, too. */
public final class Decisions {
    private static final int KEPT = 20;

    private final Aside journal;
    private final Clock clock;
    private final Map<String, Deque<Decision>> latest = new ConcurrentHashMap<>();

    public Decisions(Aside journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Newest first. */
    List<Decision> of(String group) {
        Deque<Decision> decisions = latest.get(group);
        if (decisions == null) {
            return List.of();
        }
        synchronized (decisions) {
            return List.copyOf(decisions);
        }
    }

    /**
     * Keeps what came of an assessment, unless it only repeats the one before.
     *
     * @param by who asked
     * @param run the run that began; empty when none did
     */
    void add(Assessment assessment, String by, Optional<String> run) {
        List<GuardReport> blocking = assessment.blocking();
        String why = assessment.why();
        add(
                new Decision(
                        clock.instant(),
                        assessment.succession().group(),
                        assessment.succession().verb(),
                        by,
                        run.isPresent(),
                        blocking.isEmpty() ? why : why + "; " + GuardReport.told(blocking),
                        blocking.stream().map(GuardReport::name).toList(),
                        run.orElse(null)));
    }

    private void add(Decision decision) {
        Deque<Decision> decisions =
                latest.computeIfAbsent(decision.group(), _ -> new ArrayDeque<>());
        synchronized (decisions) {
            if (decision.repeats(decisions.peekFirst())) {
                return;
            }
            decisions.addFirst(decision);
            if (decisions.size() > KEPT) {
                decisions.removeLast();
            }
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("verb", decision.verb().label());
        details.put("by", decision.by());
        details.put("acted", Boolean.toString(decision.acted()));
        if (!decision.blockedBy().isEmpty()) {
            details.put("blockedBy", String.join(", ", decision.blockedBy()));
        }
        if (decision.run() != null) {
            details.put("run", decision.run());
        }
        journal.append(
                new Event(
                        decision.at(),
                        "failover.decided",
                        null,
                        decision.group(),
                        "%s of %s %s: %s"
                                .formatted(
                                        decision.verb().label(),
                                        decision.group(),
                                        decision.acted() ? "begins" : "does not begin",
                                        decision.why()),
                        details));
    }
}
