package org.rsvpplatform.database.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.benchmark.BenchmarkResult;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;

@Sandboxed
@Tag("full")
class MariadbBenchmarkTest {
    private static final String LEFT =
            "SELECT count(*) FROM rsvp_probe.beat WHERE provider LIKE 'benchmark:%'";

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void a_load_measures_what_the_platform_does_and_leaves_nothing(MariadbPair pair) {
        BenchmarkResult result = measured(pair);

        assertThat(result.measurements())
                .extracting(BenchmarkResult.Row::measure)
                .containsExactly(
                        "login",
                        "round trip",
                        "read",
                        "write, not flushed",
                        "commit",
                        "concurrent commit",
                        "computation");
        assertThat(result.findings())
                .filteredOn(f -> f.limit().equals("standby"))
                .first()
                .satisfies(f -> assertThat(f.ms()).as(f.seen()).isPositive());
        assertThat(pair.primary().value(LEFT)).isEqualTo("0");
    }

    @Test
    void a_slow_link_is_called_the_network(MariadbPair pair) {
        pair.primary().breakWith("slow=40");

        assertThat(limit(measured(pair))).isEqualTo("network");
    }

    @Test
    void commits_that_wait_for_the_disk_are_called_fsync(MariadbPair pair) {
        // Each flush of the binary log begins 40 ms late: a disk that takes its time.
        pair.primary().sql("SET GLOBAL binlog_commit_wait_count = 1000");
        pair.primary().sql("SET GLOBAL binlog_commit_wait_usec = 40000");
        try {
            assertThat(limit(measured(pair))).isEqualTo("fsync");
        } finally {
            pair.primary().sql("SET GLOBAL binlog_commit_wait_count = 0");
        }
    }

    @Test
    void processes_that_stand_in_the_queue_are_called_cpu(MariadbPair pair) {
        try (CrowdedProcessor _ = CrowdedProcessor.of(pair.primary().pids())) {
            assertThat(limit(measured(pair, "force"))).isEqualTo("cpu");
        } finally {
            // The new process is where and what it should be.
            pair.primary().breakWith("kill");
        }
    }

    @Test
    void somebody_elses_lock_is_called_locks(MariadbPair pair) throws Exception {
        try (Watched watched = Watched.of(pair);
                Bench bench = Bench.in(folder, watched.watch()).up("mysql");
                Connection other = pair.primary().connect()) {
            other.setAutoCommit(false);
            RunDocument begun = bench.begin("mysql", "6s");
            await().atMost(LONG).until(() -> !pair.primary().value(LEFT).equals("0"));
            other.createStatement().execute("SELECT * FROM rsvp_probe.beat FOR UPDATE");
            bench.whileMeasuring(begun);
            other.rollback();

            assertThat(limit(bench.result(bench.end(begun)))).isEqualTo("locks");
            assertThat(pair.primary().value(LEFT)).isEqualTo("0");
        }
    }

    @Test
    void a_server_without_room_for_sessions_is_called_pool(MariadbPair pair) {
        pair.primary().breakWith("slots-full");

        assertThat(limit(measured(pair, "force"))).isEqualTo("pool");
    }

    private BenchmarkResult measured(MariadbPair pair, String... flags) {
        try (Watched watched = Watched.of(pair);
                Bench bench = Bench.in(folder, watched.watch())) {
            if (flags.length == 0) {
                bench.up("mysql");
            }
            return bench.result(bench.run("mysql", "4s", flags));
        }
    }

    private static String limit(BenchmarkResult result) {
        assertThat(result.limits()).hasSize(1);
        return result.limits().getFirst().limit();
    }
}
