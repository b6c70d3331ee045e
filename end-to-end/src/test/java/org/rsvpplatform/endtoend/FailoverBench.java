package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Failovers while programs write: how long they see no commit, and whether each acknowledged write
 * is there in the end. Prints a table; exits 1 when a floor of it is missed.
 */
public final class FailoverBench {
    private static final int FOLLOWERS = 4;
    private static final long ENOUGH_PER_SECOND = 500;
    private static final Duration HEALS = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(10);

    /** antiFlap of the sandbox is 10 s; a failover sooner than that is refused. */
    private static final Duration BETWEEN = Duration.ofSeconds(11);

    /**
     * How the active one is lost.
     *
     * @param median floor of the time from there to the first new commit
     * @param worst the same of the slowest
     */
    private record Kind(String fault, String told, Duration median, Duration worst) {}

    /**
     * What fails over.
     *
     * @param told what a reader has to know of it
     * @param own what the pinned program with its own settings says in each session
     */
    private record Pair(String group, String told, String own, List<Kind> kinds) {
        String other(String node) {
            return node.equals(group) ? "backup-" + group : group;
        }
    }

    private static final List<Pair> PAIRS =
            List.of(
                    new Pair(
                            "postgresql",
                            "PostgreSQL, synchronous",
                            "SET default_transaction_read_only = off",
                            List.of(
                                    kind("kill", "all processes killed", 700, 2000),
                                    kind("kill-postmaster", "postmaster alone killed", 700, 2000),
                                    kind("freeze", "frozen", 2500, 4000))),
                    new Pair(
                            "mysql",
                            "MariaDB, semi-synchronous",
                            "SET SESSION TRANSACTION READ WRITE",
                            List.of(
                                    kind("kill", "process killed", 1500, 4000),
                                    kind("freeze", "frozen", 3500, 6000))));

    private static Kind kind(String fault, String told, long median, long worst) {
        return new Kind(fault, told, Duration.ofMillis(median), Duration.ofMillis(worst));
    }

    private final Suite suite;
    private final PrintStream out;
    private boolean kept = true;

    private FailoverBench(Suite suite, PrintStream out) {
        this.suite = suite;
        this.out = out;
    }

    /** Takes how many drills of each kind there are (20), and which kinds; all without. */
    public static void main(String[] arguments) {
        int drills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        String wanted = arguments.length > 1 ? arguments[1] : "";
        Bench.run(
                List.of("--failover"),
                (suite, out) -> new FailoverBench(suite, out).run(drills, wanted));
    }

    private boolean run(int drills, String wanted) {
        for (Pair pair : PAIRS) {
            List<Kind> kinds =
                    pair.kinds().stream()
                            .filter(k -> (pair.group() + " " + k.fault()).contains(wanted))
                            .toList();
            if (kinds.isEmpty()) {
                continue;
            }
            out.printf(
                    "| %s | drills | acks/s before | median | worst | acknowledged | lost or"
                            + " misplaced |%n|---|---|---|---|---|---|---|%n",
                    pair.told());
            try (Pointer pointer = new Pointer(suite, pair.group())) {
                kinds.forEach(kind -> measure(pair, pointer, kind, drills));
            }
        }
        return kept;
    }

    private void measure(Pair pair, Pointer pointer, Kind kind, int drills) {
        List<Long> times = new ArrayList<>();
        List<String> wrongs = new ArrayList<>();
        long acknowledged = 0;
        long slowest = Long.MAX_VALUE;
        for (int i = 1; i <= drills; i++) {
            try {
                Drill drill = new Drill(pair, pointer, kind, kind.fault() + "-" + i);
                drill.run();
                times.add(drill.nanos);
                wrongs.addAll(drill.wrongs);
                acknowledged += drill.history.acknowledgements();
                slowest = Math.min(slowest, drill.rate);
            } catch (ConditionTimeoutException | SQLException e) {
                wrongs.add("drill %d: %s".formatted(i, e.getMessage()));
                suite.rsvp("heal", pair.group());
            }
        }
        times.sort(null);
        long median = times.isEmpty() ? Long.MAX_VALUE : times.get(times.size() / 2);
        long worst = times.isEmpty() ? Long.MAX_VALUE : times.getLast();
        boolean good =
                wrongs.isEmpty()
                        && median < kind.median().toNanos()
                        && worst < kind.worst().toNanos()
                        && slowest >= ENOUGH_PER_SECOND;
        kept &= good;
        out.printf(
                Locale.ROOT,
                "| %s | %d | %,d | %d ms | %d ms | %,d | %d |%s%n",
                kind.told(),
                drills,
                slowest,
                median / 1_000_000,
                worst / 1_000_000,
                acknowledged,
                wrongs.size(),
                good ? "" : " MISSED");
        wrongs.stream().limit(10).forEach(out::println);
    }

    /** One loss of the active node. */
    private final class Drill {
        private final Pair pair;
        private final Pointer pointer;
        private final Kind kind;
        private final String name;
        private final History history = new History();
        private final List<String> wrongs = new ArrayList<>();
        private long rate;
        private long nanos;

        Drill(Pair pair, Pointer pointer, Kind kind, String name) {
            this.pair = pair;
            this.pointer = pointer;
            this.kind = kind;
            this.name = name;
        }

        void run() throws SQLException {
            suite.awaitUp(HEALS);
            long calm = System.nanoTime();
            String old = pointer.active();
            String other = pair.other(old);
            DrillWriters.table(admin(old));
            history.add(new History.Epoch(1, old, Long.MIN_VALUE));
            try (DrillWriters writers = new DrillWriters(history, name)) {
                for (int i = 1; i <= FOLLOWERS; i++) {
                    writers.begin(
                            "follower " + i, pointer::active, FailoverBench.this::program, "");
                }
                writers.begin("pinned", () -> old, FailoverBench.this::program, "");
                writers.begin("superuser", () -> old, FailoverBench.this::admin, "");
                writers.begin("own settings", () -> old, FailoverBench.this::program, pair.own());
                await().pollInterval(POLL)
                        .atMost(HEALS)
                        .until(() -> System.nanoTime() - calm > BETWEEN.toNanos());
                rate = perSecond();
                long broken = System.nanoTime();
                suite.breakAtOnce(old, kind.fault());
                await().pollInterval(POLL)
                        .atMost(LONGEST)
                        .until(() -> pointer.active().equals(other));
                history.add(new History.Epoch(2, other, System.nanoTime()));
                await().pollInterval(POLL)
                        .atMost(LONGEST)
                        .until(() -> firstBy(other, broken) != Long.MAX_VALUE);
                nanos = firstBy(other, broken) - broken;
                long seen = System.nanoTime();
                await().pollInterval(POLL)
                        .atMost(HEALS)
                        .until(() -> System.nanoTime() - seen > AFTERWARDS.toNanos());
            }
            wrongs.addAll(history.wrongs(DrillWriters.rows(program(other), name)));
            suite.good("heal", pair.group());
        }

        private long perSecond() {
            long before = history.acknowledgements();
            long begin = System.nanoTime();
            await().pollInterval(POLL)
                    .until(() -> System.nanoTime() - begin >= TimeUnit.SECONDS.toNanos(1));
            return history.acknowledgements() - before;
        }

        private long firstBy(String node, long after) {
            return history.toldAfter(after).stream()
                    .filter(write -> write.node().equals(node))
                    .mapToLong(History.Acknowledged::told)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private DatabaseUrl program(String node) {
        return suite.database(node);
    }

    private DatabaseUrl admin(String node) {
        return suite.database(node + "-admin");
    }
}
