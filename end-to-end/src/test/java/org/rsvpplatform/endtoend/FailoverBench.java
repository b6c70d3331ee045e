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

    private static final Duration CALM = Duration.ofSeconds(3);

    /** In turns the service is killed as soon as one of them is seen to have begun. */
    private static final List<String> STEPS = List.of("fence", "promote", "publish", "verify");

    /** What happens to the active one. */
    private enum Happening {
        KILLED("all processes killed"),
        POSTMASTER_KILLED("postmaster alone killed"),
        FROZEN("frozen"),
        CUT_OFF("every packet dropped"),
        CUT_OFF_FROM_US("its programs reach it, and neither we nor its standby do"),
        KILLED_WITH_SERVICE("killed, and our service in the middle of its failover"),
        KILLED_WITHOUT_SERVICE("killed while our service is away"),
        SWITCHOVER("switchover"),
        RETURNED("the old one is back: to its fence");

        private final String told;

        Happening(String told) {
            this.told = told;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What has to come of it. */
    private sealed interface Expected {
        /**
         * @param median floor of the time without a commit
         * @param worst the same of the slowest
         */
        record Followed(Duration median, Duration worst) implements Expected {}

        /** Nobody is promoted, and this guard says why. */
        record NotFollowed(String guard) implements Expected {}
    }

    private record Kind(Drill.Pair pair, Footing footing, Happening happening, Expected expected) {
        String name() {
            return "%s %s %s"
                    .formatted(
                            pair.group(),
                            footing.told().replace(",", "").replace(' ', '-'),
                            happening.word());
        }

        String told() {
            return "%s, %s: %s".formatted(pair.product(), footing.told(), happening.told);
        }
    }

    private static final List<Kind> KINDS =
            List.of(
                    followed(Drill.Pair.POSTGRESQL, Footing.USUAL, Happening.KILLED, 700, 2000),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.USUAL,
                            Happening.POSTMASTER_KILLED,
                            700,
                            2000),
                    followed(Drill.Pair.POSTGRESQL, Footing.USUAL, Happening.FROZEN, 2500, 4000),
                    followed(Drill.Pair.POSTGRESQL, Footing.USUAL, Happening.CUT_OFF, 2500, 4000),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.USUAL,
                            Happening.KILLED_WITH_SERVICE,
                            20_000,
                            20_000),
                    followed(Drill.Pair.POSTGRESQL, Footing.USUAL, Happening.SWITCHOVER, 500, 500),
                    followed(Drill.Pair.POSTGRESQL, Footing.USUAL, Happening.RETURNED, 300, 300),
                    followed(Drill.Pair.POSTGRESQL, Footing.NO_HOOK, Happening.KILLED, 700, 2000),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.NO_HOOK,
                            Happening.POSTMASTER_KILLED,
                            700,
                            2000),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.NO_HOOK,
                            Happening.KILLED_WITH_SERVICE,
                            20_000,
                            20_000),
                    notFollowed(Drill.Pair.POSTGRESQL, Footing.NO_HOOK, Happening.FROZEN),
                    notFollowed(Drill.Pair.POSTGRESQL, Footing.NO_HOOK, Happening.CUT_OFF),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.ASYNCHRONOUS,
                            Happening.KILLED,
                            700,
                            2000),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.ASYNCHRONOUS,
                            Happening.FROZEN,
                            2500,
                            4000),
                    followed(
                            Drill.Pair.POSTGRESQL,
                            Footing.ASYNCHRONOUS,
                            Happening.CUT_OFF_FROM_US,
                            20_000,
                            20_000),
                    notFollowed(
                            Drill.Pair.POSTGRESQL, Footing.ASYNCHRONOUS_NO_HOOK, Happening.KILLED),
                    followed(Drill.Pair.MARIADB, Footing.USUAL, Happening.KILLED, 1500, 4000),
                    followed(Drill.Pair.MARIADB, Footing.USUAL, Happening.FROZEN, 3500, 6000),
                    followed(Drill.Pair.MARIADB, Footing.USUAL, Happening.CUT_OFF, 3500, 6000),
                    followed(
                            Drill.Pair.MARIADB,
                            Footing.USUAL,
                            Happening.KILLED_WITH_SERVICE,
                            20_000,
                            20_000),
                    followed(
                            Drill.Pair.MARIADB,
                            Footing.USUAL,
                            Happening.KILLED_WITHOUT_SERVICE,
                            20_000,
                            20_000),
                    followed(Drill.Pair.MARIADB, Footing.USUAL, Happening.SWITCHOVER, 1000, 1000),
                    followed(Drill.Pair.MARIADB, Footing.USUAL, Happening.RETURNED, 300, 300),
                    followed(Drill.Pair.MARIADB, Footing.NO_HOOK, Happening.KILLED, 1500, 4000),
                    followed(
                            Drill.Pair.MARIADB,
                            Footing.NO_HOOK,
                            Happening.KILLED_WITH_SERVICE,
                            20_000,
                            20_000),
                    notFollowed(Drill.Pair.MARIADB, Footing.NO_HOOK, Happening.FROZEN),
                    followed(
                            Drill.Pair.MARIADB, Footing.ASYNCHRONOUS, Happening.KILLED, 1500, 4000),
                    followed(
                            Drill.Pair.MARIADB, Footing.ASYNCHRONOUS, Happening.FROZEN, 3500, 6000),
                    followed(
                            Drill.Pair.MARIADB,
                            Footing.ASYNCHRONOUS,
                            Happening.CUT_OFF_FROM_US,
                            20_000,
                            20_000),
                    notFollowed(
                            Drill.Pair.MARIADB, Footing.ASYNCHRONOUS_NO_HOOK, Happening.KILLED));

    private static Kind followed(
            Drill.Pair pair, Footing footing, Happening happening, long median, long worst) {
        return new Kind(
                pair,
                footing,
                happening,
                new Expected.Followed(Duration.ofMillis(median), Duration.ofMillis(worst)));
    }

    private static Kind notFollowed(Drill.Pair pair, Footing footing, Happening happening) {
        return new Kind(
                pair,
                footing,
                happening,
                new Expected.NotFollowed("the active one is fenced first"));
    }

    private final Suite suite;
    private final PrintStream out;

    private FailoverBench(Suite suite, PrintStream out) {
        this.suite = suite;
        this.out = out;
    }

    /**
     * Takes how many drills of each kind there are (20), and the name of a kind, such as {@code
     * postgresql synchronous-with-a-hook killed}, or a part of several; all without.
     */
    public static void main(String[] arguments) {
        int drills = Bench.count(arguments, 20);
        List<Kind> wanted = Bench.wanted(arguments, KINDS, Kind::name);
        Bench.run(List.of(), (suite, out) -> new FailoverBench(suite, out).run(drills, wanted));
    }

    private boolean run(int drills, List<Kind> kinds) {
        out.println(
                "| lost | drills | acks/s before, least | median | worst | acknowledged | of them"
                        + " lost | wrong |");
        out.println("|---|---|---|---|---|---|---|---|");
        boolean kept = true;
        for (Kind kind : kinds) {
            try (Configuration.Changed _ = kind.footing().on(suite, kind.pair().group())) {
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
                    Drill.Result result = drill(kind, pointer, i);
                    results.add(result);
                    wrongs.addAll(result.wrongs());
                } catch (ConditionTimeoutException | SQLException | AssertionError e) {
                    wrongs.add("drill %d: %s".formatted(i, e.getMessage()));
                    suite.rsvp("heal", kind.pair().group());
                }
            }
        }
        boolean good = !results.isEmpty() && show(kind, results, wrongs);
        wrongs.stream().limit(10).forEach(out::println);
        return good;
    }

    private Drill.Result drill(Kind kind, Pointer pointer, int number) throws SQLException {
        Drill drill = new Drill(suite, kind.pair(), kind.footing(), pointer, CALM, Duration.ZERO);
        String name = "%d-%s-%d".formatted(KINDS.indexOf(kind), kind.happening().word(), number);
        return switch (kind.happening()) {
            case SWITCHOVER -> drill.switchedOver(name);
            case RETURNED -> drill.returned(name);
            case KILLED_WITH_SERVICE ->
                    drill.lostWithTheService(STEPS.get(number % STEPS.size()), name);
            case KILLED_WITHOUT_SERVICE -> drill.lostWithoutTheService(name);
            case KILLED -> by(drill, kind, List.of("kill"), name);
            case POSTMASTER_KILLED -> by(drill, kind, List.of("kill-postmaster"), name);
            case FROZEN -> by(drill, kind, List.of("freeze"), name);
            case CUT_OFF -> by(drill, kind, List.of("blackhole", "cut-replication=silent"), name);
            case CUT_OFF_FROM_US -> by(drill, kind, Drill.CUT_OFF_FROM_US, name);
        };
    }

    private static Drill.Result by(Drill drill, Kind kind, List<String> faults, String name)
            throws SQLException {
        return switch (kind.expected()) {
            case Expected.Followed _ -> drill.lost(faults, name);
            case Expected.NotFollowed(String guard) -> drill.notFollowed(guard, faults, name);
        };
    }

    private boolean show(Kind kind, List<Drill.Result> results, List<String> wrongs) {
        List<Duration> gaps = results.stream().map(Drill.Result::gap).sorted().toList();
        Duration median = gaps.get(gaps.size() / 2);
        long slowest = results.stream().mapToLong(Drill.Result::perSecond).min().orElseThrow();
        String times;
        boolean good = wrongs.isEmpty() && slowest >= ENOUGH_PER_SECOND;
        switch (kind.expected()) {
            case Expected.Followed floor -> {
                times = "%d ms | %d ms".formatted(median.toMillis(), gaps.getLast().toMillis());
                good &=
                        median.compareTo(floor.median()) < 0
                                && gaps.getLast().compareTo(floor.worst()) < 0;
            }
            case Expected.NotFollowed _ -> times = "nobody | follows";
        }
        out.printf(
                Locale.ROOT,
                "| %s | %d | %,d | %s | %,d | %d | %d |%s%n",
                kind.told(),
                results.size(),
                slowest,
                times,
                results.stream().mapToLong(Drill.Result::acknowledged).sum(),
                results.stream().mapToLong(Drill.Result::lost).sum(),
                wrongs.size(),
                good ? "" : " MISSED");
        return good;
    }
}
