package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What up starts, it ends: after Ctrl-C, after down, and after its own violent death. */
@ExtendWith(SuiteExtension.class)
class LifeTest {
    private static final Duration STARTS = Duration.ofSeconds(90);

    @Test
    void a_second_up_reuses_what_runs(Suite suite) {
        long gateway = suite.processes().get("gateway").get("pid").asLong();

        assertThat(suite.good("up", "--detach")).contains("Already running");
        assertThat(suite.processes().get("gateway").get("pid").asLong()).isEqualTo(gateway);
    }

    @Test
    void a_second_up_starts_a_dead_service_again_and_touches_nothing_else(Suite suite)
            throws IOException {
        Map<String, Long> before = pids(suite);
        Path file = new Configuration(suite).file();
        Files.writeString(file, "# edited\n", StandardOpenOption.APPEND);
        ProcessHandle.of(before.get("auth")).orElseThrow().destroyForcibly();
        await().atMost(STARTS)
                .untilAsserted(
                        () ->
                                assertThat(suite.checkout().rsvp("providers:health").err())
                                        .contains("auth has ended", ".rsvp/logs/auth.log"));
        assertThat(suite.good("ps")).containsPattern("auth +ended");

        assertThat(suite.good("up", "--detach")).contains("Already running, except auth");

        Map<String, Long> after = pids(suite);
        assertThat(after.remove("auth")).isNotEqualTo(before.remove("auth")).isPositive();
        assertThat(after).isEqualTo(before);
        assertThat(file).content().endsWith("# edited\n");
        assertThat(suite.good("providers:health", "auth")).contains("UP");
    }

    private static Map<String, Long> pids(Suite suite) {
        Map<String, Long> pids = new HashMap<>();
        suite.processes().forEach((name, process) -> pids.put(name, process.get("pid").asLong()));
        return pids;
    }

    @Tag("full")
    @Test
    void a_foreground_up_that_is_killed_leaves_no_process_behind(Suite suite) throws Exception {
        leavesNoProcess("KILL", suite);
    }

    @Tag("full")
    @Test
    void a_foreground_up_that_is_interrupted_leaves_no_process_behind(Suite suite)
            throws Exception {
        leavesNoProcess("INT", suite);
    }

    private static void leavesNoProcess(String signal, Suite suite) throws Exception {
        try (Checkout second = Checkout.create()) {
            Path output = second.file("up.out");
            Process up = second.start(output, "up");
            await().atMost(STARTS)
                    .untilAsserted(
                            () -> assertThat(output).content().contains("Ctrl-C stops everything"));
            List<Long> started = second.processes();
            assertThat(started).hasSizeGreaterThan(6);
            assertThat(suite.get("/api/v1/status").status()).isEqualTo(200);

            new ProcessBuilder("kill", "-" + signal, Long.toString(up.pid())).start().waitFor();

            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    started.stream()
                                                            .filter(
                                                                    pid ->
                                                                            ProcessHandle.of(pid)
                                                                                    .filter(
                                                                                            ProcessHandle
                                                                                                    ::isAlive)
                                                                                    .isPresent())
                                                            .map(Checkout::commandLine))
                                            .isEmpty());
            assertThat(suite.get("/api/v1/status").status()).isEqualTo(200);
        }
    }

    @Tag("full")
    @Test
    void on_servers_of_your_own_and_with_a_damaged_store_it_starts_watches_and_says_so(Suite suite)
            throws Exception {
        Path own = new Configuration(suite).file();
        try (Checkout second = Checkout.create()) {
            Path store = second.file(".rsvp/state/database.db");
            Files.createDirectories(store.getParent());
            Files.writeString(store, "this is no database ".repeat(1000));

            Checkout.Ran up = second.rsvp("up", "--detach", "--config=" + own);

            assertThat(up.exit()).as(up.all()).isZero();
            // Beside a suite that starts, a service may be silent for a moment: so does it say.
            await().atMost(STARTS)
                    .untilAsserted(
                            () -> {
                                Checkout.Ran health =
                                        second.rsvp(
                                                "providers:health", "database", "--output=json");
                                assertThat(health.out())
                                        .as(health.all())
                                        .contains("\"postgresql\"", "the store fails");
                            });
            Checkout.Ran change = second.rsvp("db:reconnect", "postgresql");
            assertThat(change.exit()).as(change.all()).isEqualTo(1);
            assertThat(change.err()).contains("database.db");
            assertThat(Files.readString(store)).startsWith("this is no database");
            assertThat(second.rsvp("down").exit()).isZero();
        }
    }
}
