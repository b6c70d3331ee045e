package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.rsvpplatform.database.capacity.Measured;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** No harm by watching: what a look takes of the server's processors. */
@Sandboxed
class CapacityCostTest {
    private static final int LOOKS = 50;
    private static final int TICKS_PER_SECOND = 100;

    /** At the default interval that is 0.5 % of a core. */
    private static final double MOST_MILLIS = 150;

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_look_takes_less_than_a_two_hundredth_of_a_core(MariadbPair pair) throws Exception {
        MariadbServer server = pair.primary();
        try (Watched watched = Watched.with(pair).set("keepSession", "0s").open()) {
            watched.probe("mysql");
            Measured measured = (Measured) watched.watch().backend("mysql").orElseThrow();
            double before = seconds(server);
            for (int i = 0; i < LOOKS; i++) {
                assertThat(measured.activity(Deadline.in(Duration.ofSeconds(5))))
                        .isInstanceOf(Seen.There.class);
            }
            double millis = (seconds(server) - before) * 1000 / LOOKS;

            System.getLogger("cost").log(System.Logger.Level.INFO, millis + " ms of CPU a look");
            assertThat(millis).isLessThan(MOST_MILLIS);
        }
    }

    /** Source: proc(5), utime and stime: threads of one process serve all. */
    private static double seconds(MariadbServer server) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + server.pid().orElseThrow() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
                / (double) TICKS_PER_SECOND;
    }
}
