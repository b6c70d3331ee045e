package org.rsvpplatform.cli.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.cli.Checkout;
import org.rsvpplatform.cli.Checkout.Ended;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;

/**
 * The life of a checkout's processes, with the real launcher and real processes; what they do is
 * played by stand-ins.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SuiteTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    /** One for all: what is prepared once a build, such as AOT caches, is prepared once. */
    @TempDir static Path directory;

    private static Checkout checkout;

    @BeforeAll
    static void build() throws IOException {
        checkout = Checkout.in(directory);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        checkout.run("down");
        assertThat(checkout.ownProcesses()).isEmpty();
        Files.deleteIfExists(checkout.state("fail"));
        Files.deleteIfExists(checkout.state("status.json"));
        Files.deleteIfExists(checkout.state("suite.json"));
    }

    @Test
    void up_detached_leaves_the_suite_running_and_down_ends_all_of_it() throws Exception {
        Ended up = checkout.run("up", "--detach");
        assertThat(up.code()).as(up.err()).isZero();
        assertThat(up.out())
                .contains("Status       UP", "Gateway      http://127.0.0.1:", ".rsvp/token");
        assertThat(checkout.ownProcesses()).hasSize(3);

        Ended down = checkout.run("down");

        assertThat(down.out()).isEqualTo("Stopped 3 processes.\n");
        assertThat(checkout.ownProcesses()).isEmpty();
        assertThat(checkout.run("down").out()).isEqualTo("Nothing runs.\n");
    }

    @Test
    void a_second_up_reuses_what_runs_and_keeps_the_token() throws Exception {
        checkout.run("up", "--detach");
        List<Long> before = checkout.ownProcesses();
        String token = Files.readString(checkout.state("token"));

        Ended again = checkout.run("up", "--detach");

        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("Already running.");
        assertThat(checkout.ownProcesses()).isEqualTo(before);
        assertThat(checkout.state("token")).hasContent(token);
    }

    @Test
    void the_ports_stay_the_same_from_one_up_to_the_next() throws Exception {
        checkout.run("up", "--detach");
        String before = checkout.run("env").out();
        checkout.run("down");
        checkout.run("up", "--detach");

        assertThat(checkout.run("env").out()).isEqualTo(before);
    }

    @Test
    void env_prints_lines_that_a_shell_reads_back() throws Exception {
        checkout.run("up", "--detach");

        Ended env =
                Checkout.end(
                        checkout.start(
                                Map.of(),
                                List.of(
                                        "sh",
                                        "-c",
                                        "eval \"$('"
                                                + checkout.root()
                                                + "/rsvp' env)\"; echo \"$RSVP_SANDBOX_POSTGRESQL"
                                                + " $RSVP_TOKEN $RSVP_DATABASE_URL\"")));

        assertThat(env.out())
                .startsWith(
                        "postgresql://rsvp:it's@127.0.0.1:5432/rsvp "
                                + Files.readString(checkout.state("token")).strip()
                                + " http://127.0.0.1:");
    }

    @Test
    void ps_lists_services_and_servers_in_the_documented_shape() throws Exception {
        checkout.run("up", "--detach");

        List<Json> processes = JsonReader.read(checkout.run("ps", "--output=json").out()).items();

        assertThat(processes)
                .extracting(p -> p.text("name"))
                .containsExactly("gateway", "database", "sandbox", "postgresql");
        assertThat(processes)
                .allSatisfy(
                        p ->
                                assertThat(p.fields().keySet())
                                        .containsExactly(
                                                "name", "pid", "host", "port", "dataDirectory"));
    }

    @Test
    void what_runs_sees_only_the_environment_that_it_needs() throws Exception {
        Checkout.end(
                checkout.start(
                        Map.of("UNRELATED_SECRET", "s3cret", "LOG_LEVEL", "debug"),
                        "up",
                        "--detach"));

        assertThat(Files.readString(checkout.state("sandbox/state/database.env")))
                .contains(
                        "LOG_LEVEL=debug", "RSVP_SANDBOX_PASSWORD=it's", "RSVP_ACCESS_VERIFY_KEY=")
                .doesNotContain("s3cret", "SIGNING_KEY");
        assertThat(Files.readString(checkout.state("sandbox/state/gateway.env")))
                .contains("RSVP_SERVICES_DATABASE=http://127.0.0.1:", "RSVP_ACCESS_SIGNING_KEY=")
                .doesNotContain("s3cret", "it's");
    }

    @Test
    void secrets_lie_in_files_of_their_owner_only() throws Exception {
        checkout.run("up", "--detach");

        for (String name : List.of("token", "tokens", "keys/signing.pem", "suite.json")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(checkout.state(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(checkout.state("tokens"))).contains("operator sandbox sha256:");
    }

    @Test
    void a_service_that_dies_at_start_is_shown_with_the_end_of_its_log_and_all_is_stopped()
            throws Exception {
        Files.writeString(checkout.state("fail"), "");

        Ended up = checkout.run("up", "--detach");

        assertThat(up.code()).isEqualTo(1);
        assertThat(up.err())
                .contains("ended with code 1", "the store is damaged, says the stand-in");
        assertThat(checkout.ownProcesses()).isEmpty();
    }

    @Test
    void kill_9_of_a_foreground_up_leaves_no_process() throws Exception {
        Process up = foreground();

        up.destroyForcibly();

        assertThat(Wait.until(this::nothingRuns, SOON, Duration.ofMillis(100))).isTrue();
    }

    @Test
    void sigterm_of_a_foreground_up_leaves_no_process() throws Exception {
        Process up = foreground();

        up.toHandle().destroy();
        Ended ended = Checkout.end(up);

        assertThat(ended.err()).contains("stopping");
        assertThat(checkout.ownProcesses()).isEmpty();
    }

    @Test
    void down_ends_a_foreground_up_too_which_takes_nothing_for_an_accident() throws Exception {
        Process up = foreground();

        checkout.run("down");

        Ended ended = Checkout.end(up);
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).doesNotContain("ended with code", "stopping");
    }

    @Test
    void a_foreground_up_tells_what_ended_by_itself_and_only_that() throws Exception {
        Process up = foreground();
        ProcessHandle database = recorded("database");
        database.destroyForcibly();
        database.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);

        checkout.run("down");

        assertThat(Checkout.end(up).err().lines().filter(line -> line.contains("ended with code")))
                .containsExactly("database ended with code 137; its log: .rsvp/logs/database.log");
    }

    @Test
    void two_ups_at_once_start_one_suite() throws Exception {
        Process first = checkout.start(Map.of(), "up", "--detach");
        Process second = checkout.start(Map.of(), "up", "--detach");

        List<Ended> ended = List.of(Checkout.end(first), Checkout.end(second));

        assertThat(ended).extracting(Ended::code).containsOnly(0);
        assertThat(checkout.ownProcesses()).hasSize(3);
    }

    @Test
    void an_own_configuration_starts_no_sandbox_and_is_found_from_where_the_caller_stands()
            throws Exception {
        Files.writeString(directory.resolve("my providers.yaml"), "database: {}\n");

        Ended up = checkout.run("up", "--detach", "--config=my providers.yaml");

        assertThat(up.code()).as(up.err()).isZero();
        assertThat(checkout.ownProcesses()).hasSize(2);
        assertThat(Files.readString(checkout.state("state/database.env")))
                .contains("RSVP_CONFIG=" + directory.resolve("my providers.yaml"));
    }

    @Test
    void a_break_goes_to_the_sandboxs_control_door() throws Exception {
        checkout.run("up", "--detach");

        Ended broken = checkout.run("break", "postgresql", "slow=800");

        assertThat(broken.code()).as(broken.err()).isZero();
        assertThat(broken.out()).contains("postgresql is broken: slow=800", "slow", "800");
        assertThat(checkout.run("heal")).isEqualTo(new Ended(0, "All healed.\n", ""));
    }

    @Test
    void a_heal_tells_which_of_the_healed_refused_our_login_and_is_asked_seldom() throws Exception {
        checkout.run("up", "--detach");
        Files.writeString(
                checkout.state("status.json"),
                """
                {"domains": {"database": {"providers": {
                  "postgresql": {"checks": [{"layer": "connect", "outcome": "failed"},
                                            {"layer": "authentication", "outcome": "skipped"}]},
                  "backup-postgresql": {"checks": [{"layer": "connect", "outcome": "passed"},
                                                   {"layer": "authentication", "outcome": "failed"}]},
                  "mysql": {"checks": [{"layer": "authentication", "outcome": "failed"}]}}}}}
                """);

        assertThat(checkout.run("heal", "postgresql").err())
                .isEqualTo(
                        "backup-postgresql refused our login, and so is asked seldom;"
                                + " ./rsvp db:reconnect backup-postgresql asks now.\n");
    }

    @Test
    void a_break_without_a_sandbox_says_so() throws Exception {
        Ended broken = checkout.run("break", "postgresql", "kill");

        assertThat(broken.code()).isEqualTo(4);
        assertThat(broken.err()).contains("no sandbox runs");
    }

    private Process foreground() throws IOException {
        Process up = checkout.start(Map.of(), "up");
        boolean ready =
                Wait.until(
                        () -> Files.exists(checkout.state("suite.json")) || !up.isAlive(),
                        SOON,
                        Duration.ofMillis(50));
        assertThat(ready && up.isAlive()).isTrue();
        return up;
    }

    private static ProcessHandle recorded(String name) {
        return SuiteRecord.read(new SuiteDirectory(checkout.root()))
                .flatMap(record -> record.process(name))
                .flatMap(process -> ProcessHandle.of(process.pid()))
                .orElseThrow();
    }

    private boolean nothingRuns() {
        try {
            return checkout.ownProcesses().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
