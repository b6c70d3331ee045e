package org.rsvpplatform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What watching a pair of servers takes of their processors, less what they take by themselves. */
public final class WatchingCost {
    private static final int TICKS_PER_SECOND = 100;
    private static final Duration LONG = Duration.ofMinutes(3);

    /**
     * Two capacity looks, and as many logins as belong to this time; as many of their own vacuums,
     * too, in the time before.
     */
    private static final Duration WATCHED = Duration.ofSeconds(62);

    private final Supplier<List<Long>> active;
    private final Supplier<List<Long>> standby;

    /** All processes of either server. */
    public WatchingCost(Supplier<List<Long>> active, Supplier<List<Long>> standby) {
        this.active = active;
        this.standby = standby;
    }

    /** Watches both as this file says, and holds that it takes less than that much of a core. */
    public void mustStayBelow(double percent, String yaml, String provider) {
        Percent before = during(WATCHED);
        try (Scheduled watched = new Scheduled(yaml, provider)) {
            await().atMost(LONG).until(() -> watched.reports().size() >= 4);
            Percent then = during(WATCHED);
            double ofActive = then.active() - before.active();
            double ofStandby = then.standby() - before.standby();

            System.getLogger("cost")
                    .log(
                            System.Logger.Level.INFO,
                            "%s: %.2f %% of a core on the active one, %.2f %% on the standby"
                                    .formatted(provider, ofActive, ofStandby));
            assertThat(ofActive).isLessThan(percent);
            assertThat(ofStandby).isLessThan(percent);
        }
    }

    private record Percent(double active, double standby) {}

    private Percent during(Duration time) {
        double activeBefore = seconds(active.get());
        double standbyBefore = seconds(standby.get());
        long begin = System.nanoTime();
        await().atMost(LONG).until(() -> System.nanoTime() - begin >= time.toNanos());
        double took = (System.nanoTime() - begin) / 1e9;
        return new Percent(
                100 * (seconds(active.get()) - activeBefore) / took,
                100 * (seconds(standby.get()) - standbyBefore) / took);
    }

    /** Source: proc(5): utime, stime, and the same of the children that have ended. */
    private static double seconds(List<Long> pids) {
        long ticks = 0;
        for (long pid : pids) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                for (int i = 11; i <= 14; i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            } catch (NoSuchFileException e) {
                // counted with its parent from now on
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ticks / (double) TICKS_PER_SECOND;
    }
}
