package org.rsvpplatform.database.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.benchmark.BenchmarkResult;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.store.BenchmarkTable;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

@Sandboxed
class PostgresBenchmarkTest {
    private static final String LEFT =
            "SELECT count(*) FROM rsvp_probe.beat WHERE provider LIKE 'benchmark:%'";

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void a_load_measures_what_the_platform_does_and_leaves_nothing(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch()).up("postgresql")) {
            RunDocument ended = bench.run("postgresql", "3s");

            BenchmarkResult result = bench.result(ended);
            assertThat(result.measurements())
                    .extracting(BenchmarkResult.Row::measure)
                    .containsExactly(
                            "login",
                            "round trip",
                            "read",
                            "write, not flushed",
                            "commit, local only",
                            "commit",
                            "concurrent commit",
                            "computation");
            assertThat(result.measurements())
                    .allSatisfy(row -> assertThat(row.p50Ms()).isPositive())
                    .allSatisfy(row -> assertThat(row.p99Ms()).isGreaterThanOrEqualTo(row.p50Ms()));
            assertThat(result.verdict()).isEqualTo(Verdict.GOOD);
            assertThat(pair.primary().value(LEFT)).isEqualTo("0");
        }
    }

    @Test
    @Tag("full")
    void a_slow_link_is_called_the_network(PostgresPair pair) {
        pair.primary().breakWith("slow=40");

        assertThat(limit(pair)).isEqualTo("network");
    }

    @Test
    @Tag("full")
    void commits_that_wait_for_the_disk_are_called_fsync(PostgresPair pair) {
        // Each flush of the log begins 30 ms late, whoever asks for it: a disk that takes its time.
        pair.primary().sql("ALTER SYSTEM SET commit_delay = 30000");
        pair.primary().sql("ALTER SYSTEM SET commit_siblings = 0");
        pair.primary().sql("SELECT pg_reload_conf()");

        assertThat(limit(pair)).isEqualTo("fsync");
    }

    @Test
    @Tag("full")
    void processes_that_stand_in_the_queue_are_called_cpu(PostgresPair pair) {
        pair.primary().breakWith("async");
        try (CrowdedProcessor _ = CrowdedProcessor.of(pair.primary().pids())) {
            assertThat(limit(pair, "force")).isEqualTo("cpu");
        } finally {
            // The new processes are where and what they should be.
            pair.primary().breakWith("kill");
        }
    }

    @Test
    @Tag("full")
    void somebody_elses_lock_is_called_locks(PostgresPair pair) throws Exception {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch()).up("postgresql");
                Connection other = pair.primary().connect()) {
            other.setAutoCommit(false);
            RunDocument begun = bench.begin("postgresql", "5s");
            await().atMost(LONG).until(() -> !pair.primary().value(LEFT).equals("0"));
            other.createStatement().execute("LOCK TABLE rsvp_probe.beat IN EXCLUSIVE MODE");
            bench.whileMeasuring(begun);
            other.rollback();

            BenchmarkResult result = bench.result(bench.end(begun));
            assertThat(result.limits().getFirst().limit()).isEqualTo("locks");
            assertThat(result.limits().getFirst().because()).contains("held by process");
            assertThat(pair.primary().value(LEFT)).isEqualTo("0");
        }
    }

    @Tag("full")
    @Test
    void a_server_without_room_for_sessions_is_called_pool(PostgresPair pair) {
        pair.primary().breakWith("slots-full");

        assertThat(limit(pair, "force")).isEqualTo("pool");
    }

    @Test
    @Tag("full")
    void a_role_that_may_have_few_sessions_is_called_pool(PostgresPair pair) {
        pair.primary().sql("ALTER ROLE rsvp CONNECTION LIMIT 2");
        try {
            assertThat(limit(pair, "force")).isEqualTo("pool");
        } finally {
            pair.primary().sql("ALTER ROLE rsvp CONNECTION LIMIT -1");
        }
    }

    @Test
    @Tag("full")
    void a_result_is_compared_with_the_last_good_one(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch()).up("postgresql")) {
            BenchmarkResult first = bench.result(bench.run("postgresql", "2s", "baseline"));
            assertThat(first.limits().getFirst().baseline()).isNull();

            pair.primary().breakWith("slow=100");
            BenchmarkResult slow = bench.up("postgresql").result(bench.run("postgresql", "3s"));

            assertThat(slow.verdict()).isEqualTo(Verdict.WARNING);
            assertThat(slow.limits().getFirst().baseline()).isNotNull();
            assertThat(slow.limits().getFirst().slower()).anyMatch(s -> s.startsWith("round trip"));
            BenchmarkResult again = bench.up("postgresql").result(bench.run("postgresql", "2s"));
            assertThat(again.limits().getFirst().baseline())
                    .as("what is slow is nothing to compare with")
                    .isEqualTo(slow.limits().getFirst().baseline());
        }
    }

    @Test
    void what_an_ended_service_left_is_removed_by_the_next_one(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair)) {
            try (Bench bench = Bench.in(folder, checkup.watch()).up("postgresql")) {
                // As a process leaves it that is killed while it measures.
                new BenchmarkTable(bench.store()).leftovers("postgresql", true);
            }
            pair.primary().sql("INSERT INTO rsvp_probe.beat VALUES ('benchmark:3', 7, now())");
            try (Bench next = Bench.in(folder, checkup.watch()).up("postgresql")) {
                next.settle();

                assertThat(pair.primary().value(LEFT)).isEqualTo("0");
                assertThat(new BenchmarkTable(next.store()).withLeftovers()).isEmpty();
            }
        }
    }

    @Test
    void a_cancelled_load_leaves_nothing(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch()).up("postgresql")) {
            RunDocument begun = bench.begin("postgresql", "60s");
            await().atMost(LONG).until(() -> !pair.primary().value(LEFT).equals("0"));
            bench.runner().cancel(begun.id());

            assertThat(bench.end(begun).state()).isEqualTo(RunDocument.State.CANCELLED);
            assertThat(pair.primary().value(LEFT)).isEqualTo("0");
        }
    }

    @Tag("full")
    @Test
    void a_standby_is_only_read(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch()).up("backup-postgresql")) {
            BenchmarkResult result = bench.result(bench.run("backup-postgresql", "2s"));

            assertThat(result.measurements())
                    .extracting(BenchmarkResult.Row::measure)
                    .contains("read")
                    .doesNotContain("commit");
            assertThat(result.limits().getFirst().notes().getFirst()).contains("standby");
        }
    }

    @Test
    void a_user_that_may_not_write_is_told_what_it_needs(PostgresPair pair) {
        pair.primary().sql("REVOKE ALL ON rsvp_probe.beat FROM rsvp");
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch())) {
            BenchmarkResult result = bench.result(bench.run("postgresql", "2s", "force"));

            assertThat(result.limits().getFirst().notes().getFirst())
                    .contains("permission denied")
                    .contains("providers:grants postgresql");
        } finally {
            pair.primary().sql("GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat TO rsvp");
        }
    }

    @Test
    void it_is_refused_where_it_would_do_harm(PostgresPair pair) {
        try (Checkup checkup = Checkup.with(pair).set("mode", "observe").open();
                Bench bench = Bench.in(folder, checkup.watch()).up("postgresql")) {
            assertThatThrownBy(() -> bench.begin("postgresql", "2s", "force"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("only observed");
            assertThatThrownBy(() -> bench.begin("backup-postgresql", "2s"))
                    .as("never probed")
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("UNKNOWN");
            assertThatThrownBy(() -> bench.begin("backup-postgresql", "6m", "force"))
                    .isInstanceOf(InvalidParameters.class);
        }
    }

    @Test
    void it_is_refused_on_a_server_that_is_not_well(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch()).up("postgresql")) {
            pair.primary().breakWith("kill");
            await().until(
                            () ->
                                    bench.probed("postgresql")
                                            .watch()
                                            .board()
                                            .state("postgresql")
                                            .filter(state -> state == State.DOWN)
                                            .isPresent());

            assertThatThrownBy(() -> bench.begin("postgresql", "2s"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("postgresql is DOWN");
        }
    }

    private String limit(PostgresPair pair, String... flags) {
        try (Checkup checkup = Checkup.of(pair);
                Bench bench = Bench.in(folder, checkup.watch())) {
            if (flags.length == 0) {
                bench.up("postgresql");
            }
            BenchmarkResult result = bench.result(bench.run("postgresql", "4s", flags));
            assertThat(result.limits()).hasSize(1);
            return result.limits().getFirst().limit();
        }
    }
}
