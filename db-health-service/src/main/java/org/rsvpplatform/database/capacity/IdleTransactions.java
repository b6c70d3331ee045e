package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Which sessions hold a transaction open and do nothing in it? They keep locks, connections and
 * dead rows. Source: PostgreSQL's manual, {@code idle_in_transaction_session_timeout}.
 */
public final class IdleTransactions implements Judgement<Activity> {
    private static final int MOST_NAMED = 5;

    private final Duration most;

    public IdleTransactions(Duration most) {
        this.most = most;
    }

    @Override
    public Outcome judge(Activity activity) {
        List<ClientSession> idle = idle(activity, most);
        if (idle.isEmpty()) {
            return Outcome.passed(
                    "no session has been idle in a transaction for " + Words.time(most));
        }
        return Outcome.degraded(
                new Signal.Fact("idle-in-transaction", described(idle), values(idle, most)));
    }

    /** Those that have been so for longer, the longest first. */
    static List<ClientSession> idle(Activity activity, Duration most) {
        return activity.sessions().stream()
                .filter(session -> session.idleInTransactionFor(most))
                .sorted(Comparator.comparing(ClientSession::inState).reversed())
                .toList();
    }

    private static String described(List<ClientSession> idle) {
        String named =
                idle.stream()
                        .limit(MOST_NAMED)
                        .map(IdleTransactions::described)
                        .collect(Collectors.joining("; "));
        return "%d %s idle in a transaction: %s%s"
                .formatted(
                        idle.size(),
                        idle.size() == 1 ? "session is" : "sessions are",
                        named,
                        idle.size() > MOST_NAMED ? "; …" : "");
    }

    static String described(ClientSession session) {
        return "%s for %s%s"
                .formatted(
                        session.described(),
                        Words.time(session.inState()),
                        session.statement().isEmpty()
                                ? ""
                                : ", last statement: " + session.statement());
    }

    /**
     * What the remedies name: the first of them, and those of its application that have been so for
     * as long, or for less where it blocks others before its time is up; never those that are only
     * between two statements.
     */
    static Map<String, String> values(List<ClientSession> idle, Duration most) {
        ClientSession first = idle.getFirst();
        return Map.of(
                "pid",
                Long.toString(first.pid()),
                "application",
                first.application(),
                "role",
                first.user(),
                "seconds",
                Long.toString(Math.max(1, most.toSeconds())),
                "idleSeconds",
                Long.toString(
                        Math.max(1, Math.min(most.toSeconds(), first.inState().toSeconds()))));
    }
}
