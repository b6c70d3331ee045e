package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each fault at the real server: break it, read the diagnosis through the gateway, paste the
 * remedy's own lines, see it UP. Only a fault on the wire has no line at the server; its healing is
 * the wire's.
 */
@ExtendWith(SuiteExtension.class)
class FaultsTest {
    private static final Duration SEEN = Duration.ofSeconds(12);

    /** While credentials are refused a provider is asked every 30 s. */
    private static final Duration HEALED = Duration.ofSeconds(45);

    private final Suite suite;
    private final Administrator administrator;
    private final Administrator standbyAdministrator;
    private final Path configuration;
    private String configured;

    FaultsTest(Suite suite) {
        this.suite = suite;
        this.administrator = new Administrator(suite, "postgresql");
        this.standbyAdministrator = new Administrator(suite, "backup-postgresql");
        this.configuration = suite.checkout().file(".rsvp/sandbox/providers.yaml");
    }

    @BeforeEach
    void allIsWell() {
        configured = read(configuration);
        awaitState("postgresql", "UP");
        awaitState("backup-postgresql", "UP");
    }

    @AfterEach
    void heal() {
        write(configuration, configured);
        suite.good("heal");
        suite.post("/api/v1/commands/providers:test", "{\"parameters\":{\"target\":\"database\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "kill"})
    void a_dead_server_is_started_by_the_remedys_line(String fault) {
        JsonNode diagnosis = broken(fault, "db.connection-refused", "confirmed");

        administrator.shell(lines(diagnosis, "pg_ctl", "start"));

        awaitState("postgresql", "UP");
    }

    @Test
    void a_frozen_server_goes_on_by_the_remedys_line() {
        JsonNode diagnosis = broken("freeze", "db.connection-timeout", "confirmed");

        administrator.shell(lines(diagnosis, "kill -CONT"));

        awaitState("postgresql", "UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "blackhole", "reset"})
    void a_fault_on_the_wire_is_named_and_gone_with_the_wire(String fault) {
        String cause =
                switch (fault) {
                    case "refuse" -> "db.connection-refused";
                    case "blackhole" -> "db.connection-timeout";
                    default -> "db.connection-lost";
                };
        JsonNode diagnosis = broken(fault, cause, null);
        assertThat(diagnosis.path("remedies")).isNotEmpty();

        suite.good("heal", "postgresql");

        awaitState("postgresql", "UP");
    }

    @Test
    void a_host_name_without_an_address_is_told() {
        change(text -> text.replaceFirst("host: 127.0.0.1", "host: no-such-host.invalid"));
        awaitDiagnosis("postgresql", "db.host-unknown", null);

        write(configuration, configured);

        awaitState("postgresql", "UP");
    }

    @Test
    void a_wrong_password_is_confirmed_by_the_observer_and_set_right() {
        JsonNode diagnosis = broken("wrong-password", "db.authentication-failed", "confirmed");
        assertThat(diagnosis.path("alternatives")).isEmpty();

        administrator.sql(lines(diagnosis, "ALTER USER"));

        awaitState("postgresql", "UP");
    }

    @Test
    void a_missing_role_is_told_from_a_wrong_password_and_created() {
        JsonNode diagnosis = broken("role-missing", "db.role-missing", "confirmed");

        administrator.sql(lines(diagnosis, "CREATE ROLE"));
        administrator.sql(grants());

        awaitState("postgresql", "UP");
    }

    @Test
    void a_host_that_no_rule_admits_is_let_in_by_the_remedys_line() {
        JsonNode diagnosis = broken("host-not-allowed", "db.host-not-allowed", "confirmed");

        administrator.prepend("pg_hba.conf", lines(diagnosis, "scram-sha-256"));
        administrator.sql(List.of(lines(diagnosis, "pg_reload_conf").getFirst()));

        awaitState("postgresql", "UP");
    }

    @Test
    void a_missing_database_is_created_and_given_its_grants() {
        JsonNode diagnosis = broken("database-missing", "db.database-missing", "confirmed");

        new Administrator(suite, "postgresql", "postgres").sql(lines(diagnosis, "CREATE DATABASE"));
        administrator.sql(grants());

        awaitState("postgresql", "UP");
    }

    @Test
    void missing_privileges_are_granted() {
        JsonNode diagnosis = broken("permission", "db.permission-denied", "confirmed");

        administrator.sql(lines(diagnosis, "GRANT USAGE"));
        administrator.sql(grants());

        awaitState("postgresql", "UP");
    }

    @Test
    void a_server_without_a_free_slot_says_so() {
        JsonNode diagnosis = broken("slots-full", "db.too-many-connections", "confirmed");

        administrator.sql(lines(diagnosis, "pg_terminate_backend"));

        awaitState("postgresql", "UP");
    }

    @Test
    void a_server_that_starts_is_told_from_one_that_is_down_and_waited_for() {
        broken("starting-up=8", "db.starting-up", "confirmed");

        awaitState("postgresql", "UP");
    }

    @Test
    void a_shutdown_that_waits_is_told_and_ended_by_the_remedys_line() {
        JsonNode diagnosis = broken("shutting-down", "db.shutting-down", "confirmed");

        administrator.shell(lines(diagnosis, "pg_ctl"));

        awaitState("postgresql", "UP");
    }

    @Test
    void a_primary_that_takes_no_writes_is_read_only_and_switched_back() {
        JsonNode diagnosis = broken("read-only", "db.read-only", "confirmed");

        administrator.sql(lines(diagnosis, "RESET"));

        awaitState("postgresql", "UP");
    }

    @Test
    void writers_that_wait_for_a_lost_standby_make_the_primary_down_until_they_may_go_on()
            throws Exception {
        suite.good("break", "backup-postgresql", "cut-replication");
        try (Connection writer = program()) {
            Thread waiting = Thread.ofVirtual().start(() -> commit(writer));
            JsonNode diagnosis = awaitDiagnosis("postgresql", "db.replication-broken", null);

            administrator.sql(lines(diagnosis, "synchronous_standby_names"));

            awaitState("postgresql", "UP");
            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            assertThat(group()).isEqualTo("DEGRADED");
        }
    }

    @Test
    void a_standby_that_lags_only_degrades_its_group_and_goes_on_by_the_remedys_line() {
        suite.good("break", "backup-postgresql", "lag=20");
        JsonNode diagnosis = awaitDiagnosis("backup-postgresql", "db.replication-lag", null);
        assertThat(group()).isEqualTo("DEGRADED");
        assertThat(suite.provider("database", "postgresql").path("state").asText())
                .isNotEqualTo("DOWN");

        standbyAdministrator.sql(lines(diagnosis, "pg_wal_replay_resume"));

        awaitState("backup-postgresql", "UP");
    }

    @Test
    void a_full_data_disk_is_told_and_gone_when_there_is_room_again() {
        broken("disk-full", "db.disk-full", "confirmed");

        makeRoom("data-disk");

        awaitState("postgresql", "UP");
    }

    @Test
    void a_full_wal_disk_that_killed_the_server_is_confirmed_as_disk_full() {
        suite.good("break", "postgresql", "wal-full");
        JsonNode diagnosis = awaitDiagnosis("postgresql", "db.disk-full", "confirmed");

        makeRoom("wal-disk");
        administrator.shell(lines(diagnosis, "pg_ctl", "start"));

        awaitState("postgresql", "UP");
    }

    @Test
    void a_server_that_insists_on_tls_is_given_tls_by_the_remedys_line() {
        suite.good("break", "postgresql", "tls-required");
        change(text -> text.replaceFirst("mode: prefer", "mode: disable"));
        JsonNode diagnosis = awaitDiagnosis("postgresql", "db.tls-required", "confirmed");

        assertThat(lines(diagnosis, "mode: require")).isNotEmpty();
        change(text -> text.replaceFirst("mode: disable", "mode: require"));

        awaitState("postgresql", "UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls-failed", "cert-expired", "tls-off"})
    void a_tls_handshake_that_fails_is_told(String fault) {
        change(text -> text.replaceFirst("mode: prefer", "mode: verify-ca"));
        suite.good("break", "postgresql", fault);
        JsonNode diagnosis = awaitDiagnosis("postgresql", "db.tls-failed", null);

        if (fault.equals("tls-off")) {
            administrator.sql(lines(diagnosis, "ssl = on"));
        } else {
            suite.good("heal", "postgresql");
        }

        awaitState("postgresql", "UP");
    }

    // --- the operator's hands -----------------------------------------------------------------

    private JsonNode broken(String fault, String cause, String confidence) {
        suite.good("break", "postgresql", fault);
        return awaitDiagnosis("postgresql", cause, confidence);
    }

    private JsonNode awaitDiagnosis(String provider, String cause, String confidence) {
        await().atMost(SEEN)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            JsonNode seen = suite.provider("database", provider);
                            assertThat(seen.path("diagnosis").path("cause").asText())
                                    .as(seen.toPrettyString())
                                    .isEqualTo(cause);
                            if (confidence != null) {
                                assertThat(seen.path("diagnosis").path("confidence").asText())
                                        .as(seen.toPrettyString())
                                        .isEqualTo(confidence);
                            }
                        });
        JsonNode diagnosis = suite.provider("database", provider).path("diagnosis");
        assertThat(diagnosis.path("evidence")).isNotEmpty();
        assertThat(diagnosis.path("link").asText()).endsWith("#" + cause);
        return diagnosis;
    }

    private void awaitState(String provider, String state) {
        await().atMost(HEALED)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> {
                            JsonNode seen = suite.provider("database", provider);
                            assertThat(seen.path("state").asText())
                                    .as(seen.toPrettyString())
                                    .isEqualTo(state);
                        });
    }

    /** The lines of the first remedy in which every one of these words stands. */
    private static List<String> lines(JsonNode diagnosis, String... words) {
        for (JsonNode remedy : diagnosis.path("remedies")) {
            List<String> lines = new ArrayList<>();
            remedy.path("lines").forEach(line -> lines.add(line.asText()));
            String all = String.join("\n", lines);
            if (List.of(words).stream().allMatch(all::contains)) {
                return lines;
            }
        }
        throw new AssertionError(
                "no remedy has " + List.of(words) + "\n" + diagnosis.toPrettyString());
    }

    /** What {@code ./rsvp providers:grants postgresql} prints. */
    private List<String> grants() {
        List<String> lines = new ArrayList<>();
        suite.post(
                        "/api/v1/commands/providers:grants",
                        "{\"parameters\":{\"target\":\"postgresql\"}}")
                .json()
                .path("grants")
                .path(0)
                .path("lines")
                .forEach(line -> lines.add(line.asText()));
        assertThat(lines).isNotEmpty();
        return lines;
    }

    private String group() {
        return suite.status()
                .path("domains")
                .path("database")
                .path("groups")
                .path("postgresql")
                .path("state")
                .asText();
    }

    private Connection program() throws Exception {
        URI url = URI.create(suite.env("RSVP_SANDBOX_POSTGRESQL"));
        String[] login = url.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
                properties);
    }

    private static void commit(Connection writer) {
        try (Statement statement = writer.createStatement()) {
            statement.execute(
                    "UPDATE events SET title = title WHERE id = (SELECT min(id) FROM events)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Removes what fills the disk, as an operator would. */
    private void makeRoom(String disk) {
        Path server = administrator.dataDirectory().getParent().getParent();
        try {
            Files.delete(server.resolve(disk).resolve("filler"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(UnaryOperator<String> change) {
        String before = read(configuration);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        write(configuration, after);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
