package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Which transactions work for too long? Until they end, nothing that was deleted since can be
 * cleaned away. Those that do nothing are {@link IdleTransactions}' business. Source: PostgreSQL's
 * manual, 25.1 Routine Vacuuming.
 */
public final class LongTransactions implements Judgement<Activity> {
    private static final int MOST_NAMED = 5;

    private final Duration most;

    public LongTransactions(Duration most) {
        this.most = most;
    }

    @Override
    public Outcome judge(Activity activity) {
        List<ClientSession> open =
                activity.sessions().stream()
                        .filter(session -> session.inTransaction().isPresent())
                        .sorted(Comparator.comparing(LongTransactions::age).reversed())
                        .toList();
        List<ClientSession> tooLong =
                open.stream()
                        .filter(session -> !session.idleInTransaction())
                        .filter(session -> age(session).compareTo(most) >= 0)
                        .toList();
        if (tooLong.isEmpty()) {
            return Outcome.passed(
                    open.isEmpty()
                            ? "no transaction is open"
                            : "the oldest of %d open transactions is %s old"
                                    .formatted(open.size(), Words.time(age(open.getFirst()))));
        }
        ClientSession first = tooLong.getFirst();
        return Outcome.degraded(
                new Signal.Fact(
                        "long-transaction",
                        tooLong.stream()
                                .limit(MOST_NAMED)
                                .map(LongTransactions::described)
                                .collect(Collectors.joining("; ")),
                        Map.of(
                                "pid",
                                Long.toString(first.pid()),
                                "application",
                                first.application(),
                                "role",
                                first.user())));
    }

    private static Duration age(ClientSession session) {
        return session.inTransaction().orElse(Duration.ZERO);
    }

    private static String described(ClientSession session) {
        return "the transaction of %s has been open for %s%s"
                .formatted(
                        session.described(),
                        Words.time(age(session)),
                        session.statement().isEmpty() ? "" : ", statement: " + session.statement());
    }
}
