package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What watching takes of the servers' processors at the defaults, less what they take by themselves
 * while the service is frozen. Prints a table; exits 1 when a server gives too much.
 */
public final class WatchingBench {
    private static final List<String> SERVERS =
            List.of("postgresql", "backup-postgresql", "mysql", "backup-mysql");

    private static final int TICKS_PER_SECOND = 100;
    private static final Duration BEGINS = Duration.ofSeconds(60);

    /** The looks after a start ask more than later ones. */
    private static final Duration SETTLES = Duration.ofSeconds(45);

    /** Two capacity looks, and as many logins as belong to this time. */
    private static final int WATCHED = 62;

    /**
     * Who watches, and how much of one core a server may give for it: the floor of "no harm by
     * watching", and a bound of our own for those who can fail over.
     */
    private enum Watch {
        PROBES("probes", List.of(Suite.NO_FAILOVER), 0.5),
        HEARTBEATS("probes and heartbeats", List.of(), 1);

        private final String told;
        private final List<String> options;
        private final double percent;

        Watch(String told, List<String> options, double percent) {
            this.told = told;
            this.options = options;
            this.percent = percent;
        }
    }

    private final Suite suite;
    private final Watch watch;
    private final Duration time;

    private WatchingBench(Suite suite, Watch watch, Duration time) {
        this.suite = suite;
        this.watch = watch;
        this.time = time;
    }

    /** Takes the seconds for which the servers are watched, and as long left alone (62). */
    public static void main(String[] arguments) {
        Duration time = Duration.ofSeconds(Bench.count(arguments, WATCHED));
        Bench.run(
                out -> {
                    out.println("| server | watched by | of one core | less than |");
                    out.println("|---|---|---|---|");
                    boolean kept = true;
                    for (Watch watch : Watch.values()) {
                        kept &=
                                Bench.measured(
                                        watch.options,
                                        suite -> new WatchingBench(suite, watch, time).run(out));
                    }
                    return kept;
                });
    }

    private boolean run(PrintStream out) {
        Map<String, Long> pids =
                suite.processes().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, p -> p.getValue().path("pid").asLong()));
        suite.awaitUp(BEGINS);
        if (watch == Watch.PROBES) {
            suite.applied(this::withoutHeartbeats);
        }
        pass(SETTLES);
        Map<String, Double> watched = during(pids);
        signal("STOP", pids.get("database"));
        Map<String, Double> alone = during(pids);
        signal("CONT", pids.get("database"));
        boolean kept = true;
        for (String server : SERVERS) {
            double percent = watched.get(server) - alone.get(server);
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.2f %% | %.1f %%%s |%n",
                    server,
                    watch.told,
                    percent,
                    watch.percent,
                    percent < watch.percent ? "" : ", MISSED");
            kept &= percent < watch.percent;
        }
        return kept;
    }

    /** Only what somebody could promote or end is heard twice a second. */
    private void withoutHeartbeats() {
        Configuration configuration = new Configuration(suite);
        configuration.write(
                configuration
                        .text()
                        .lines()
                        .filter(line -> !line.strip().startsWith("administrator:"))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    /** Percent of one core that each server takes. */
    private Map<String, Double> during(Map<String, Long> pids) {
        Map<String, Long> before = ticks(pids);
        long begin = System.nanoTime();
        pass(time);
        double took = (System.nanoTime() - begin) / 1e9;
        Map<String, Long> after = ticks(pids);
        return SERVERS.stream()
                .collect(
                        Collectors.toMap(
                                server -> server,
                                server ->
                                        100.0
                                                * (after.get(server) - before.get(server))
                                                / TICKS_PER_SECOND
                                                / took));
    }

    private static Map<String, Long> ticks(Map<String, Long> pids) {
        return SERVERS.stream()
                .collect(Collectors.toMap(server -> server, server -> ticks(pids.get(server))));
    }

    /** Of all the server's processes, the ended ones included. Source: proc(5). */
    private static long ticks(long server) {
        return Stream.concat(
                        Stream.of(server),
                        ProcessHandle.of(server)
                                .orElseThrow()
                                .descendants()
                                .map(ProcessHandle::pid))
                .flatMapToLong(WatchingBench::ticksOfOne)
                .sum();
    }

    /** utime, stime, and the same of the children that have ended. */
    private static LongStream ticksOfOne(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Stream.of(fields).skip(11).limit(4).mapToLong(Long::parseLong);
        } catch (NoSuchFileException e) {
            // counted with its parent from now on
            return LongStream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Duration time) {
        long begin = System.nanoTime();
        await().atMost(time.plus(BEGINS)).until(() -> System.nanoTime() - begin >= time.toNanos());
    }
}
