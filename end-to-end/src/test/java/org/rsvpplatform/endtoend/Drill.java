package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One change of a pair's active node while programs write, by a loss or by a switchover: some
 * follow the published pointer, and three stay where they are. Afterwards the old node is healed.
 */
final class Drill {
    private static final int FOLLOWERS = 4;
    private static final Duration HEALS = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Suite suite;
    private final Pair pair;
    private final Pointer pointer;
    private final Duration calm;
    private final History history = new History();

    /** What fails over. */
    enum Pair {
        POSTGRESQL("postgresql", "SET default_transaction_read_only = off"),
        MARIADB("mysql", "SET SESSION TRANSACTION READ WRITE");

        private final String group;
        private final String own;

        /**
         * @param own what a program with its own settings says in each session
         */
        Pair(String group, String own) {
            this.group = group;
            this.own = own;
        }

        String group() {
            return group;
        }

        private String other(String node) {
            return node.equals(group) ? "backup-" + group : group;
        }
    }

    /**
     * How it went.
     *
     * @param perSecond acknowledgements before the change
     * @param gap to the first commit at the new active node, from the loss, or from the last commit
     *     at the old one
     * @param wrongs acknowledged writes that are lost or were taken by the wrong node
     */
    record Result(long perSecond, Duration gap, long acknowledged, List<String> wrongs) {}

    /**
     * @param calm how long all is well before the loss: a group does not fail over again sooner
     */
    Drill(Suite suite, Pair pair, Pointer pointer, Duration calm) {
        this.suite = suite;
        this.pair = pair;
        this.pointer = pointer;
        this.calm = calm;
    }

    /**
     * The active node is lost.
     *
     * @param fault of the sandbox
     * @param name of this drill, for its rows
     */
    Result lost(String fault, String name) throws SQLException {
        return run(name, (old, _) -> suite.breakAtOnce(old, fault), false);
    }

    /**
     * The active node is lost, and in the middle of what follows the service is killed, too. It is
     * started again at once.
     *
     * @param step of the failover that has begun then, such as {@code promote}
     */
    Result lostWithTheService(String step, String name) throws SQLException {
        String last = suite.latestRun().path("id").asText();
        return run(
                name,
                (old, _) -> {
                    suite.breakAtOnce(old, "kill");
                    await().pollInterval(AT_ONCE)
                            .pollDelay(Duration.ZERO)
                            .atMost(LONGEST)
                            .until(() -> hasBegun(step, last));
                    suite.killAtOnce("database");
                    suite.good("up", "--detach");
                },
                false);
    }

    /**
     * The service is killed, then the active node, and only then the service is started again.
     *
     * @param name of this drill, for its rows
     */
    Result lostWithoutTheService(String name) throws SQLException {
        return run(
                name,
                (old, _) -> {
                    suite.killAtOnce("database");
                    suite.breakAtOnce(old, "kill");
                    suite.good("up", "--detach");
                },
                false);
    }

    /**
     * An operator switches over.
     *
     * @param name of this drill, for its rows
     */
    Result switchedOver(String name) throws SQLException {
        return run(name, (_, other) -> suite.switchOver(other), true);
    }

    /**
     * @param change gets the active node and the other one
     * @param fromLastCommit whether the gap begins with the old one's last commit, or with the
     *     change
     */
    private Result run(String name, BiConsumer<String, String> change, boolean fromLastCommit)
            throws SQLException {
        suite.awaitUp(HEALS);
        long begin = System.nanoTime();
        String old = pointer.active();
        String other = pair.other(old);
        DrillWriters.table(admin(old));
        history.add(new History.Epoch(1, old, Long.MIN_VALUE));
        long rate;
        long gap;
        try (DrillWriters writers = new DrillWriters(history, name)) {
            for (int i = 1; i <= FOLLOWERS; i++) {
                writers.begin("follower " + i, pointer::active, this::program, "");
            }
            writers.begin("pinned", () -> old, this::program, "");
            writers.begin("superuser", () -> old, this::admin, "");
            writers.begin("own settings", () -> old, this::program, pair.own);
            passed(begin, calm);
            rate = perSecond();
            long begun = System.nanoTime();
            change.accept(old, other);
            await().pollInterval(POLL).atMost(LONGEST).until(() -> pointer.active().equals(other));
            history.add(new History.Epoch(2, other, pointer.since()));
            await().pollInterval(POLL)
                    .atMost(LONGEST)
                    .until(() -> firstBy(other, begun) != Long.MAX_VALUE);
            gap = firstBy(other, begun) - (fromLastCommit ? lastBy(old) : begun);
            passed(System.nanoTime(), AFTERWARDS);
        }
        List<String> wrongs = history.wrongs(DrillWriters.rows(program(other), name));
        suite.good("heal", pair.group());
        return new Result(rate, Duration.ofNanos(gap), history.acknowledgements(), wrongs);
    }

    private static void passed(long begin, Duration time) {
        await().pollInterval(POLL)
                .atMost(HEALS)
                .until(() -> System.nanoTime() - begin >= time.toNanos());
    }

    private long perSecond() {
        long before = history.acknowledgements();
        passed(System.nanoTime(), Duration.ofSeconds(1));
        return history.acknowledgements() - before;
    }

    private long firstBy(String node, long after) {
        return history.toldAfter(after).stream()
                .filter(write -> write.node().equals(node))
                .mapToLong(History.Acknowledged::told)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private boolean hasBegun(String step, String last) {
        JsonNode run = suite.latestRun();
        if (run.path("id").asText().equals(last)) {
            return false;
        }
        for (JsonNode one : run.path("steps")) {
            if (one.path("name").asText().startsWith(step)
                    && !one.path("state").asText().equals("pending")) {
                return true;
            }
        }
        return false;
    }

    private long lastBy(String node) {
        return history.toldAfter(Long.MIN_VALUE).stream()
                .filter(write -> write.node().equals(node))
                .mapToLong(History.Acknowledged::told)
                .max()
                .orElseThrow();
    }

    private DatabaseUrl program(String node) {
        return suite.database(node);
    }

    private DatabaseUrl admin(String node) {
        return suite.database(node + "-admin");
    }
}
