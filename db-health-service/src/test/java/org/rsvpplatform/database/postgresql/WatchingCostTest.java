package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** No harm by watching: what it takes of the servers' processors, at the defaults. */
@Tag("full")
@Sandboxed
@EnabledOnOs(OS.LINUX)
class WatchingCostTest {
    private static final int TICKS_PER_SECOND = 100;
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Two capacity looks, and as many logins as belong to this time. */
    private static final int PROBES = 31;

    private static final double MOST_PERCENT = 0.5;

    private final List<ProbeReport> reports = new CopyOnWriteArrayList<>();

    @Test
    void watching_takes_less_than_a_two_hundredth_of_a_core(PostgresPair pair) throws Exception {
        double idle = percent(pair.primary(), PROBES / 2);
        try (ProbedDomain domain = ProbedDomain.scheduled(Checkup.with(pair).yaml())) {
            domain.watch().board().onReport(reports::add);
            await().atMost(LONG).until(() -> reports.size() >= 4);
            double primary = percent(pair.primary(), 2 * PROBES) - idle;
            double standby = percent(pair.standby(), 2 * PROBES) - idle;

            System.getLogger("cost")
                    .log(
                            System.Logger.Level.INFO,
                            "%.2f %% of a core on the primary, %.2f %% on the standby"
                                    .formatted(primary, standby));
            assertThat(primary).isLessThan(MOST_PERCENT);
            assertThat(standby).isLessThan(MOST_PERCENT);
        }
    }

    private double percent(PostgresServer server, int seconds) throws IOException {
        double before = processorSeconds(server);
        long begin = System.nanoTime();
        Duration time = Duration.ofSeconds(seconds);
        await().atMost(LONG).until(() -> System.nanoTime() - begin >= time.toNanos());
        return 100 * (processorSeconds(server) - before) / ((System.nanoTime() - begin) / 1e9);
    }

    /** Source: proc(5): utime, stime, and the same of the children that have ended. */
    private static double processorSeconds(PostgresServer server) throws IOException {
        long ticks = 0;
        for (long pid : server.pids()) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                for (int i = 11; i <= 14; i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            } catch (NoSuchFileException e) {
                // counted with its parent from now on
            }
        }
        return ticks / (double) TICKS_PER_SECOND;
    }
}
