package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Who blocks whom, and who is at the root of it? Sources: PostgreSQL's {@code pg_blocking_pids} and
 * {@code pg_locks.waitstart}; MariaDB's {@code innodb_lock_waits}, MySQL's {@code data_lock_waits},
 * and {@code metadata_locks} of both.
 */
public final class BlockedSessions implements Judgement<Activity> {
    private static final int MOST_NAMED = 3;
    private static final int MOST_FOLLOWERS = 8;

    private final Duration most;

    public BlockedSessions(Duration most) {
        this.most = most;
    }

    @Override
    public Outcome judge(Activity activity) {
        List<BlockTree.Root> roots = new BlockTree(activity).roots();
        if (roots.isEmpty()) {
            return Outcome.passed("no session waits for a lock");
        }
        List<BlockTree.Root> tooLong =
                roots.stream().filter(root -> root.longest().compareTo(most) >= 0).toList();
        if (tooLong.isEmpty()) {
            return Outcome.passed(
                    "%d %s for a lock, for %s at most"
                            .formatted(
                                    activity.waits().size(),
                                    activity.waits().size() == 1
                                            ? "session waits"
                                            : "sessions wait",
                                    Words.time(roots.getFirst().longest())));
        }
        return Outcome.degraded(
                new Signal.Fact(
                        "lock-wait",
                        tooLong.stream()
                                .limit(MOST_NAMED)
                                .map(BlockedSessions::described)
                                .collect(Collectors.joining("; ")),
                        tooLong.getFirst().facts()));
    }

    static String described(BlockTree.Root root) {
        String followers =
                root.waiting().stream()
                        .limit(MOST_FOLLOWERS)
                        .map(
                                wait ->
                                        "%d waits for %s"
                                                .formatted(
                                                        wait.pid(),
                                                        wait.blockedBy().stream()
                                                                .map(
                                                                        pid ->
                                                                                pid == 0
                                                                                        ? "a prepared"
                                                                                              + " transaction"
                                                                                        : pid
                                                                                                .toString())
                                                                .collect(Collectors.joining(", "))))
                        .collect(Collectors.joining(", "));
        return "%s blocks %d %s, the longest for %s%s (%s)%s"
                .formatted(
                        root.described(),
                        root.waiting().size(),
                        root.waiting().size() == 1 ? "session" : "sessions",
                        Words.time(root.longest()),
                        root.relation().isEmpty() ? "" : ", on " + root.relation(),
                        followers,
                        root.session()
                                .map(ClientSession::statement)
                                .filter(statement -> !statement.isEmpty())
                                .map(statement -> "; its last statement: " + statement)
                                .orElse(""));
    }
}
