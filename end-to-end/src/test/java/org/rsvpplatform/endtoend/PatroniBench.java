package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rsvpplatform.endtoend.PatroniCluster.Timing;

/**
 * How long programs see no commit when a synchronous PostgreSQL pair loses its primary: ours, and
 * Patroni with its defaults and tuned, in one run. Prints a table; exits 1 when a floor of it is
 * missed.
 */
public final class PatroniBench {
    /** So many times quicker than Patroni's defaults. */
    private static final double TIMES = 3;

    private static final Duration CALM = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(120);

    /** The followers, who write one row after the other, pause for less as long as all is well. */
    private static final Duration PAUSE = Duration.ofMillis(150);

    /** What happens to the primary. */
    private enum Loss {
        POSTMASTER_KILLED("postmaster killed"),
        NODE_GONE("node frozen"),
        SWITCHOVER("switchover");

        private final String told;

        Loss(String told) {
            this.told = told;
        }
    }

    private final int drills;

    private PatroniBench(int drills) {
        this.drills = drills;
    }

    /** Takes how many drills of each kind there are (5). */
    public static void main(String[] arguments) {
        int drills = Bench.count(arguments, 5);
        Bench.run(out -> new PatroniBench(drills).run(out));
    }

    private boolean run(PrintStream out) {
        if (!PatroniCluster.isInstalled()) {
            out.println(
                    "Patroni, etcd or a whole PostgreSQL are not there: apt-get install patroni"
                            + " etcd-server postgresql");
            return false;
        }
        Map<Loss, List<Duration>> ours = new EnumMap<>(Loss.class);
        boolean kept = Bench.measured(List.of(), suite -> measured(suite, ours, out));
        Map<Loss, List<Duration>> defaults = measured(Timing.DEFAULTS);
        Map<Loss, List<Duration>> tuned = measured(Timing.TUNED);
        out.println(
                "| lost | drills | ours, median | worst | Patroni, defaults | worst | tuned | worst"
                        + " | times quicker, defaults | tuned |");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (Loss loss : Loss.values()) {
            kept &= show(loss, ours.get(loss), defaults.get(loss), tuned.get(loss), out);
        }
        return kept;
    }

    private boolean measured(Suite suite, Map<Loss, List<Duration>> gaps, PrintStream out) {
        boolean kept = true;
        try (Pointer pointer = new Pointer(suite, Drill.Pair.POSTGRESQL.group())) {
            for (Loss loss : Loss.values()) {
                for (int i = 1; i <= drills; i++) {
                    Drill drill =
                            new Drill(
                                    suite,
                                    Drill.Pair.POSTGRESQL,
                                    Footing.USUAL,
                                    pointer,
                                    CALM,
                                    Duration.ZERO);
                    String name = loss.name().toLowerCase(Locale.ROOT) + "-" + i;
                    Drill.Result result =
                            switch (loss) {
                                case POSTMASTER_KILLED ->
                                        drill.lost(List.of("kill-postmaster"), name);
                                case NODE_GONE -> drill.lost(List.of("freeze"), name);
                                case SWITCHOVER -> drill.switchedOver(name);
                            };
                    gaps.computeIfAbsent(loss, _ -> new ArrayList<>()).add(result.gap());
                    result.wrongs().forEach(out::println);
                    kept &= result.wrongs().isEmpty();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return kept;
    }

    private Map<Loss, List<Duration>> measured(Timing timing) {
        Map<Loss, List<Duration>> gaps = new EnumMap<>(Loss.class);
        PatroniCluster cluster = new PatroniCluster(timing);
        Thread close = Thread.ofPlatform().unstarted(cluster::close);
        Runtime.getRuntime().addShutdownHook(close);
        try (cluster) {
            cluster.begin();
            DrillWriters.table(cluster.admin(cluster.leader()));
            for (Loss loss : Loss.values()) {
                for (int i = 1; i <= drills; i++) {
                    gaps.computeIfAbsent(loss, _ -> new ArrayList<>())
                            .add(gap(cluster, loss, loss.name() + "-" + i));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(close);
        }
        return gaps;
    }

    /** The longest time without an acknowledgement; whose node goes on is Patroni's choice. */
    private static Duration gap(PatroniCluster cluster, Loss loss, String name) {
        cluster.awaitWell();
        String old = cluster.leader();
        History history = new History();
        Duration gap;
        try (DrillWriters writers = new DrillWriters(history, name, Duration.ZERO)) {
            writers.follow(cluster::leader, cluster::program);
            writers.stay(old, cluster::program, cluster::admin, Drill.Pair.POSTGRESQL.own());
            long begin = System.nanoTime();
            await().atMost(LONGEST).until(() -> System.nanoTime() - begin >= CALM.toNanos());
            long begun = System.nanoTime();
            switch (loss) {
                case POSTMASTER_KILLED -> cluster.killPostmaster(old);
                case NODE_GONE -> cluster.freeze(old);
                case SWITCHOVER -> cluster.switchOver();
            }
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(LONGEST)
                    .until(() -> longest(history, begun).compareTo(PAUSE) > 0 && goesOn(history));
            gap = longest(history, begun);
        }
        if (loss != Loss.SWITCHOVER) {
            cluster.heal(old);
        }
        return gap;
    }

    /** Between two acknowledgements of followers, the second after the loss. */
    private static Duration longest(History history, long begun) {
        long before = begun;
        long longest = 0;
        for (History.Acknowledged write : followers(history, begun)) {
            longest = Math.max(longest, write.told() - before);
            before = write.told();
        }
        return Duration.ofNanos(longest);
    }

    private static boolean goesOn(History history) {
        return !followers(history, System.nanoTime() - PAUSE.toNanos()).isEmpty();
    }

    private static List<History.Acknowledged> followers(History history, long after) {
        return history.toldAfter(after).stream().filter(DrillWriters::isFollowers).toList();
    }

    private static boolean show(
            Loss loss,
            List<Duration> ours,
            List<Duration> defaults,
            List<Duration> tuned,
            PrintStream out) {
        double toDefaults = ratio(defaults, ours);
        double toTuned = ratio(tuned, ours);
        boolean good = toDefaults >= TIMES && toTuned >= 1;
        out.printf(
                Locale.ROOT,
                "| %s | %d | %d ms | %d ms | %d ms | %d ms | %d ms | %d ms | %.1f | %.1f |%s%n",
                loss.told,
                ours.size(),
                median(ours).toMillis(),
                worst(ours).toMillis(),
                median(defaults).toMillis(),
                worst(defaults).toMillis(),
                median(tuned).toMillis(),
                worst(tuned).toMillis(),
                toDefaults,
                toTuned,
                good ? "" : " MISSED");
        return good;
    }

    private static double ratio(List<Duration> theirs, List<Duration> ours) {
        return (double) median(theirs).toNanos() / median(ours).toNanos();
    }

    private static Duration median(List<Duration> gaps) {
        return gaps.stream().sorted().toList().get(gaps.size() / 2);
    }

    private static Duration worst(List<Duration> gaps) {
        return gaps.stream().max(Duration::compareTo).orElseThrow();
    }
}
