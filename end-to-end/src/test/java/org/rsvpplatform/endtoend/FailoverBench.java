package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Failovers while programs write: how long they see no commit, and whether each acknowledged write
 * is there in the end. Prints a table; exits 1 when a floor of it is missed.
 */
public final class FailoverBench {
    private static final String GROUP = "postgresql";
    private static final List<String> NODES = List.of(GROUP, "backup-postgresql");
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

    private static final List<Kind> KINDS =
            List.of(
                    new Kind(
                            "kill",
                            "all processes killed",
                            Duration.ofMillis(700),
                            Duration.ofSeconds(2)),
                    new Kind(
                            "kill-postmaster",
                            "postmaster alone killed",
                            Duration.ofMillis(700),
                            Duration.ofSeconds(2)),
                    new Kind("freeze", "frozen", Duration.ofMillis(2500), Duration.ofSeconds(4)));

    private final Suite suite;
    private final PrintStream out;
    private final AtomicReference<String> active = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
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
        Thread.ofVirtual().name("pointer").start(this::follow);
        await().atMost(HEALS).until(() -> active.get() != null);
        out.println(
                "| PostgreSQL, synchronous | drills | acks/s before | median | worst | acknowledged"
                        + " | lost or misplaced |");
        out.println("|---|---|---|---|---|---|---|");
        KINDS.stream().filter(k -> k.fault().contains(wanted)).forEach(k -> measure(k, drills));
        over.countDown();
        return kept;
    }

    /** What a program that follows the published pointer knows. */
    private void follow() {
        try {
            do {
                JsonNode now =
                        suite.send(
                                        "GET",
                                        suite.address("database") + "/api/v1/active/" + GROUP,
                                        null,
                                        suite.platform())
                                .json();
                active.set(now.path("provider").asText());
            } while (!over.await(POLL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void measure(Kind kind, int drills) {
        List<Long> times = new ArrayList<>();
        List<String> wrongs = new ArrayList<>();
        long acknowledged = 0;
        long slowest = Long.MAX_VALUE;
        for (int i = 1; i <= drills; i++) {
            try {
                Drill drill = new Drill(kind, kind.fault() + "-" + i);
                drill.run();
                times.add(drill.nanos);
                wrongs.addAll(drill.wrongs);
                acknowledged += drill.history.acknowledgements();
                slowest = Math.min(slowest, drill.rate);
            } catch (ConditionTimeoutException | SQLException e) {
                wrongs.add("drill %d: %s".formatted(i, e.getMessage()));
                suite.rsvp("heal", GROUP);
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
        private final Kind kind;
        private final String name;
        private final History history = new History();
        private final List<String> wrongs = new ArrayList<>();
        private long rate;
        private long nanos;

        Drill(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        void run() throws SQLException {
            suite.awaitUp(HEALS);
            long calm = System.nanoTime();
            String old = active.get();
            String other = NODES.stream().filter(n -> !n.equals(old)).findFirst().orElseThrow();
            DrillWriters.table(admin(old));
            history.add(new History.Epoch(1, old, Long.MIN_VALUE));
            try (DrillWriters writers = new DrillWriters(history, name)) {
                for (int i = 1; i <= FOLLOWERS; i++) {
                    writers.begin("follower " + i, active::get, FailoverBench.this::program, "");
                }
                writers.begin("pinned", () -> old, FailoverBench.this::program, "");
                writers.begin("superuser", () -> old, FailoverBench.this::admin, "");
                writers.begin(
                        "own settings",
                        () -> old,
                        FailoverBench.this::program,
                        "SET default_transaction_read_only = off");
                await().pollInterval(POLL)
                        .atMost(HEALS)
                        .until(() -> System.nanoTime() - calm > BETWEEN.toNanos());
                rate = perSecond();
                long broken = System.nanoTime();
                suite.breakAtOnce(old, kind.fault());
                await().pollInterval(POLL).atMost(LONGEST).until(() -> active.get().equals(other));
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
            suite.good("heal", GROUP);
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
