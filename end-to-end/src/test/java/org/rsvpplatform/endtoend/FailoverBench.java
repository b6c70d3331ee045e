package org.rsvpplatform.endtoend;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Failovers while programs write: how long they see no commit, and whether each acknowledged write
 * is there in the end. Prints a table; exits 1 when a floor of it is missed.
 */
public final class FailoverBench {
    private static final long ENOUGH_PER_SECOND = 500;

    /** antiFlap of the sandbox is 10 s; a failover sooner than that is refused. */
    private static final Duration BETWEEN = Duration.ofSeconds(11);

    private static final String SWITCHOVER = "switchover";
    private static final String WITH_SERVICE = "with-service";
    private static final String WITHOUT_SERVICE = "without-service";

    /** In turns the service is killed as soon as one of them is seen to have begun. */
    private static final List<String> STEPS = List.of("fence", "promote", "publish", "verify");

    /**
     * How the active one is lost.
     *
     * @param fault of the sandbox, or {@link #SWITCHOVER}, or {@link #WITH_SERVICE}
     * @param told in the table
     * @param median floor of the time without a commit
     * @param worst the same of the slowest
     */
    private record Kind(
            Drill.Pair pair, String fault, String told, Duration median, Duration worst) {}

    private static final List<Kind> KINDS =
            List.of(
                    kind(
                            Drill.Pair.POSTGRESQL,
                            "kill",
                            "PostgreSQL, synchronous: all processes killed",
                            700,
                            2000),
                    kind(
                            Drill.Pair.POSTGRESQL,
                            "kill-postmaster",
                            "PostgreSQL, synchronous: postmaster alone killed",
                            700,
                            2000),
                    kind(
                            Drill.Pair.POSTGRESQL,
                            "freeze",
                            "PostgreSQL, synchronous: frozen",
                            2500,
                            4000),
                    kind(
                            Drill.Pair.MARIADB,
                            "kill",
                            "MariaDB, semi-synchronous: killed",
                            1500,
                            4000),
                    kind(
                            Drill.Pair.MARIADB,
                            "freeze",
                            "MariaDB, semi-synchronous: frozen",
                            3500,
                            6000),
                    kind(
                            Drill.Pair.POSTGRESQL,
                            WITH_SERVICE,
                            "PostgreSQL, synchronous: killed, and our service in the middle of its"
                                    + " failover",
                            20_000,
                            20_000),
                    kind(
                            Drill.Pair.MARIADB,
                            WITHOUT_SERVICE,
                            "MariaDB, semi-synchronous: killed while our service is away",
                            20_000,
                            20_000),
                    kind(
                            Drill.Pair.POSTGRESQL,
                            SWITCHOVER,
                            "PostgreSQL, synchronous: switchover",
                            500,
                            500),
                    kind(
                            Drill.Pair.MARIADB,
                            SWITCHOVER,
                            "MariaDB, semi-synchronous: switchover",
                            1000,
                            1000));

    private static Kind kind(Drill.Pair pair, String fault, String told, long median, long worst) {
        return new Kind(pair, fault, told, Duration.ofMillis(median), Duration.ofMillis(worst));
    }

    private final Suite suite;
    private final PrintStream out;

    private FailoverBench(Suite suite, PrintStream out) {
        this.suite = suite;
        this.out = out;
    }

    /**
     * Takes how many drills of each kind there are (20), and a part of the name of those that are
     * wanted, such as {@code mysql kill}; all without.
     */
    public static void main(String[] arguments) {
        int drills = Bench.count(arguments, 20);
        String wanted = Bench.only(arguments);
        Bench.run(List.of(), (suite, out) -> new FailoverBench(suite, out).run(drills, wanted));
    }

    private boolean run(int drills, String wanted) {
        out.println(
                "| lost | drills | acks/s before, least | median | worst | acknowledged | lost or"
                        + " misplaced |");
        out.println("|---|---|---|---|---|---|---|");
        boolean kept = true;
        for (Kind kind : KINDS) {
            if ((kind.pair().group() + " " + kind.fault()).contains(wanted)) {
                kept &= measure(kind, drills);
            }
        }
        return kept;
    }

    private boolean measure(Kind kind, int drills) {
        List<Drill.Result> results = new ArrayList<>();
        List<String> wrongs = new ArrayList<>();
        try (Pointer pointer = new Pointer(suite, kind.pair().group())) {
            for (int i = 1; i <= drills; i++) {
                try {
                    Drill drill = new Drill(suite, kind.pair(), pointer, BETWEEN);
                    String name = kind.fault() + "-" + i;
                    Drill.Result result =
                            switch (kind.fault()) {
                                case SWITCHOVER -> drill.switchedOver(name);
                                case WITH_SERVICE ->
                                        drill.lostWithTheService(STEPS.get(i % STEPS.size()), name);
                                case WITHOUT_SERVICE -> drill.lostWithoutTheService(name);
                                default -> drill.lost(kind.fault(), name);
                            };
                    results.add(result);
                    wrongs.addAll(result.wrongs());
                } catch (ConditionTimeoutException | SQLException e) {
                    wrongs.add("drill %d: %s".formatted(i, e.getMessage()));
                    suite.rsvp("heal", kind.pair().group());
                }
            }
        }
        List<Duration> gaps = results.stream().map(Drill.Result::gap).sorted().toList();
        if (gaps.isEmpty()) {
            wrongs.forEach(out::println);
            return false;
        }
        long slowest = results.stream().mapToLong(Drill.Result::perSecond).min().orElseThrow();
        Duration median = gaps.get(gaps.size() / 2);
        boolean good =
                wrongs.isEmpty()
                        && median.compareTo(kind.median()) < 0
                        && gaps.getLast().compareTo(kind.worst()) < 0
                        && slowest >= ENOUGH_PER_SECOND;
        out.printf(
                Locale.ROOT,
                "| %s | %d | %,d | %d ms | %d ms | %,d | %d |%s%n",
                kind.told(),
                drills,
                slowest,
                median.toMillis(),
                gaps.getLast().toMillis(),
                results.stream().mapToLong(Drill.Result::acknowledged).sum(),
                wrongs.size(),
                good ? "" : " MISSED");
        wrongs.stream().limit(10).forEach(out::println);
        return good;
    }
}
