package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rsvpplatform.endtoend.Operator.lines;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link FaultsTest} does with PostgreSQL, at a real MariaDB server. One fault a layer is in
 * every run; the others are tagged "full".
 */
@ExtendWith(SuiteExtension.class)
class MysqlFaultsTest {
    /** Until its process has ended it is shutting down, and is said to be. */
    private static final Duration SHUTS_DOWN = Duration.ofSeconds(30);

    private final Suite suite;
    private final Operator operator;
    private final Operator replicaOperator;
    private final Administrator administrator;
    private final Administrator replicaAdministrator;

    MysqlFaultsTest(Suite suite) {
        this.suite = suite;
        this.operator = new Operator(suite, "mysql");
        this.replicaOperator = new Operator(suite, "backup-mysql");
        this.administrator = new Administrator(suite, "mysql");
        this.replicaAdministrator = new Administrator(suite, "backup-mysql");
    }

    @BeforeEach
    void allIsWell() {
        operator.awaitState("UP");
        replicaOperator.awaitState("UP");
    }

    @AfterEach
    void heal() {
        operator.leave();
    }

    // --- one a layer ----------------------------------------------------------------------------

    @Test
    void a_killed_server_is_started_by_the_remedys_line() {
        JsonNode diagnosis = operator.broken("kill", "db.connection-refused", "confirmed");

        administrator.shell(lines(diagnosis, "mariadbd"));

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_frozen_server_goes_on_by_the_remedys_line() {
        JsonNode diagnosis = operator.broken("freeze", "db.connection-timeout", "confirmed");

        administrator.shell(lines(diagnosis, "kill -CONT"));

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_certificate_that_ran_out_is_told() {
        operator.change("mode: prefer", "mode: verify-ca");
        JsonNode diagnosis = operator.broken("cert-expired", "db.tls-failed", "confirmed");
        assertThat(diagnosis.path("evidence").toString()).contains("expired");

        suite.good("heal", "mysql");
        administrator.sql(lines(diagnosis, "FLUSH SSL"));

        operator.awaitState("UP");
    }

    @Test
    void a_wrong_password_is_confirmed_by_the_observer_and_set_right() {
        JsonNode diagnosis =
                operator.broken("wrong-password", "db.authentication-failed", "confirmed");
        assertThat(diagnosis.path("alternatives")).isEmpty();

        administrator.sql(lines(diagnosis, "ALTER USER"));
        operator.lookAgain(diagnosis);
        operator.awaitState("UP");
    }

    @Test
    void missing_privileges_are_granted() {
        JsonNode diagnosis = operator.broken("permission", "db.permission-denied", "confirmed");

        administrator.sql(lines(diagnosis, "GRANT ALL"));
        administrator.sql(operator.grants());

        operator.awaitState("UP");
        replicaOperator.awaitState("UP");
    }

    @Test
    void a_primary_that_takes_no_writes_is_read_only_and_switched_back() {
        JsonNode diagnosis = operator.broken("read-only", "db.read-only", "confirmed");

        administrator.sql(lines(diagnosis, "read_only = OFF"));

        operator.awaitState("UP");
    }

    @Test
    void a_replica_that_can_t_apply_degrades_its_group_and_goes_on_by_the_remedys_lines() {
        suite.good("break", "backup-mysql", "broken-replication");
        JsonNode diagnosis = replicaOperator.awaitDiagnosis("db.replication-broken", "confirmed");
        assertThat(diagnosis.path("evidence").toString()).contains("1062");
        assertThat(replicaOperator.group()).isEqualTo("DEGRADED");
        assertThat(operator.seen().path("state").asText()).isNotEqualTo("DOWN");

        replicaAdministrator.sql(lines(diagnosis, "IDEMPOTENT"));

        replicaOperator.awaitState("UP");
        replicaAdministrator.sql(lines(diagnosis, "'STRICT'"));
    }

    @Tag("full")
    @Test
    void a_server_without_a_free_slot_says_so_and_is_given_more() {
        JsonNode diagnosis = operator.broken("slots-full", "db.too-many-connections", "confirmed");

        administrator.sql(lines(diagnosis, "max_connections"));

        operator.awaitState("UP");
    }

    // --- the way to the server ------------------------------------------------------------------

    @Tag("full")
    @Test
    void a_server_that_was_shut_down_is_started_by_the_remedys_line() {
        suite.breakAtOnce("mysql", "stop");
        JsonNode diagnosis =
                operator.awaitDiagnosis("db.connection-refused", "confirmed", SHUTS_DOWN);

        administrator.shell(lines(diagnosis, "mariadbd"));

        replicaOperator.awaitState("UP"); // it knows why it does not follow, where it does not
        operator.awaitState("UP");
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "refuse, db.connection-refused",
        "blackhole, db.connection-timeout",
        "reset, db.connection-lost"
    })
    void a_fault_on_the_wire_is_named_and_gone_with_the_wire(String fault, String cause) {
        JsonNode diagnosis = operator.broken(fault, cause, "confirmed");
        assertThat(diagnosis.path("remedies")).isNotEmpty();

        suite.good("heal", "mysql");

        operator.awaitState("UP");
    }

    /** To a group address no TCP connection can lead: the kernel says so, and sends nothing. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"no-such-host.invalid, db.host-unknown", "224.0.0.1, db.network-unreachable"})
    void an_address_that_leads_nowhere_is_told(String host, String cause) {
        operator.change("host: 127.0.0.1", "host: " + host);
        operator.awaitDiagnosis(cause, "confirmed");

        operator.restore();

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_server_that_starts_is_told_from_one_that_is_frozen_and_waited_for() {
        JsonNode diagnosis = operator.broken("starting-up=12", "db.starting-up", "confirmed");
        assertThat(diagnosis.path("remedies")).isNotEmpty();

        operator.awaitState("UP");
    }

    /** The replica that it waits for comes back with the wire alone. */
    @Tag("full")
    @Test
    void a_shutdown_that_waits_is_ended_and_the_server_started_by_the_remedies_lines() {
        JsonNode diagnosis = operator.broken("shutting-down", "db.shutting-down", "confirmed");

        administrator.shell(lines(diagnosis, "kill -KILL"));
        JsonNode dead = operator.awaitDiagnosis("db.connection-refused", "confirmed");
        administrator.shell(lines(dead, "mariadbd"));
        suite.good("heal", "backup-mysql");

        operator.awaitState("UP");
        replicaOperator.awaitState("UP");
    }

    // --- TLS ------------------------------------------------------------------------------------

    @Tag("full")
    @Test
    void a_server_that_insists_on_tls_is_given_tls_by_the_remedys_line() {
        suite.good("break", "mysql", "tls-required");
        operator.change("mode: prefer", "mode: disable");
        JsonNode diagnosis = operator.awaitDiagnosis("db.tls-required", "confirmed");

        assertThat(lines(diagnosis, "mode: require")).isNotEmpty();
        operator.change("mode: disable", "mode: require");

        operator.awaitState("UP");
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"tls-required, require_secure_transport", "tls-required=user, REQUIRE NONE"})
    void a_server_that_insists_on_tls_can_be_told_not_to(String fault, String line) {
        suite.good("break", "mysql", fault);
        operator.change("mode: prefer", "mode: disable");
        JsonNode diagnosis = operator.awaitDiagnosis("db.tls-required", "confirmed");

        administrator.sql(lines(diagnosis, line));
        operator.lookAgain();

        operator.awaitState("UP");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"tls-failed", "tls-off"})
    void a_tls_handshake_that_fails_is_told(String fault) {
        operator.change("mode: prefer", "mode: verify-ca");
        JsonNode diagnosis = operator.broken(fault, "db.tls-failed", "confirmed");
        assertThat(lines(diagnosis, fault.equals("tls-off") ? "ssl_cert" : "openssl")).isNotEmpty();

        suite.good("heal", "mysql");

        operator.awaitState("UP");
    }

    // --- the login ------------------------------------------------------------------------------

    @Tag("full")
    @Test
    void a_missing_user_is_told_from_a_wrong_password_and_created() {
        JsonNode diagnosis = operator.broken("role-missing", "db.role-missing", "confirmed");

        administrator.sql(lines(diagnosis, "CREATE USER"));
        administrator.sql(operator.grants());
        operator.lookAgain(diagnosis);
        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void an_expired_password_is_set_again() {
        JsonNode diagnosis =
                operator.broken("password-expired", "db.password-expired", "confirmed");

        administrator.sql(lines(diagnosis, "ALTER USER"));
        operator.lookAgain(diagnosis);
        operator.awaitState("UP");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"unix_socket", "ed25519", "mysql_old_password"})
    void an_account_of_another_plugin_is_given_one_that_our_client_speaks(String plugin) {
        JsonNode diagnosis =
                operator.broken("auth-plugin=" + plugin, "db.auth-method-unsupported", "confirmed");

        administrator.sql(lines(diagnosis, "ALTER USER"));
        operator.lookAgain(diagnosis);
        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_host_that_no_account_takes_is_let_in_by_the_remedys_line() {
        JsonNode diagnosis =
                operator.broken("host-not-allowed", "db.host-not-allowed", "confirmed");

        administrator.sql(lines(diagnosis, "CREATE USER"));
        operator.lookAgain(diagnosis);
        operator.awaitState("DEGRADED");
        administrator.sql(operator.grants());

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_host_that_is_blocked_after_errors_is_let_in_by_the_remedys_line() {
        JsonNode diagnosis = operator.broken("host-blocked", "db.host-not-allowed", "confirmed");
        assertThat(diagnosis.path("evidence").toString()).contains("1129");

        administrator.sql(lines(diagnosis, "FLUSH HOSTS"));
        operator.lookAgain(diagnosis);
        operator.awaitState("UP");
    }

    // --- the work -------------------------------------------------------------------------------

    @Tag("full")
    @Test
    void a_missing_database_is_created_and_given_its_grants() {
        JsonNode diagnosis =
                operator.broken("database-missing", "db.database-missing", "confirmed");

        new Administrator(suite, "mysql", "").sql(lines(diagnosis, "CREATE DATABASE"));
        administrator.sql(operator.grants());

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void rows_that_somebody_holds_and_does_nothing_come_free_when_the_one_is_ended() {
        JsonNode diagnosis = operator.broken("locks", "db.idle-in-transaction", "confirmed");
        administrator.sql(lines(diagnosis, "KILL"));

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_server_without_memory_takes_no_new_sessions_and_says_so() {
        // Now it says "Out of memory", now that it can't create a thread, which may be a limit.
        JsonNode diagnosis = operator.broken("out-of-memory", "db.out-of-memory", null);
        assertThat(lines(diagnosis, "free -m")).isNotEmpty();
        assertThat(lines(diagnosis, "prlimit"))
                .singleElement()
                .asString()
                .endsWith("--pid " + suite.processes().get("mysql").get("pid").asText());

        suite.good("heal", "mysql");

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_full_data_disk_is_told_and_gone_when_there_is_room_again() {
        operator.broken("disk-full", "db.disk-full", "confirmed");

        operator.makeRoom("data-disk");

        operator.awaitState("UP");
    }

    // --- replication ----------------------------------------------------------------------------

    @Tag("full")
    @Test
    void writers_that_wait_for_a_lost_replica_make_the_primary_down_until_they_may_go_on()
            throws Exception {
        suite.good("break", "backup-mysql", "cut-replication");
        try (Connection writer = suite.database("mysql").connect()) {
            Thread waiting = Thread.ofVirtual().start(() -> commit(writer));
            JsonNode diagnosis = operator.awaitDiagnosis("db.replication-broken", "confirmed");

            administrator.sql(lines(diagnosis, "rpl_semi_sync_master_enabled"));

            operator.awaitState("UP");
            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            assertThat(operator.group()).isEqualTo("DEGRADED");
        }
    }

    @Tag("full")
    @Test
    void a_replica_that_lags_only_degrades_its_group_and_goes_on_by_the_remedys_line() {
        suite.good("break", "backup-mysql", "lag=8");
        JsonNode diagnosis = replicaOperator.awaitDiagnosis("db.replication-lag", "confirmed");
        assertThat(replicaOperator.group()).isEqualTo("DEGRADED");
        assertThat(operator.seen().path("state").asText()).isNotEqualTo("DOWN");

        replicaAdministrator.sql(lines(diagnosis, "START REPLICA SQL_THREAD"));

        replicaOperator.awaitState("UP");
    }

    // --- what only a program meets --------------------------------------------------------------

    @Tag("full")
    @Test
    void a_missing_table_is_told_from_what_a_program_reports() {
        suite.good("break", "mysql", "schema-missing");
        JsonNode diagnosis =
                operator.reported("SELECT * FROM rsvps", "db.schema-missing", "confirmed");

        administrator.sql(lines(diagnosis, "SHOW TABLES"));

        suite.good("heal", "mysql");

        administrator.sql(List.of("SELECT * FROM rsvps"));
    }

    @Tag("full")
    @Test
    void a_damaged_table_is_told_from_what_a_program_reports() {
        suite.good("break", "mysql", "corrupt");
        operator.awaitState("UP");

        JsonNode diagnosis = operator.reported("SELECT * FROM rsvps", "db.corruption", "confirmed");

        assertThat(lines(diagnosis, "mariadb-check")).isNotEmpty();

        suite.good("heal", "mysql");

        administrator.sql(List.of("SELECT * FROM rsvps"));
    }

    @Tag("full")
    @Test
    void a_packet_that_is_too_large_is_told_from_what_a_program_reports() {
        suite.good("break", "mysql", "packet-too-large");
        JsonNode diagnosis =
                operator.reported(
                        "SELECT '%s'".formatted("x".repeat(2000)),
                        "db.packet-too-large",
                        "confirmed");

        administrator.sql(lines(diagnosis, "max_allowed_packet"));

        operator.awaitState("UP");
    }

    private static void commit(Connection writer) {
        try (Statement statement = writer.createStatement()) {
            statement.execute(
                    "INSERT INTO rsvp_probe.beat (provider, beat, at) VALUES ('writer', 1, now(6))"
                            + " ON DUPLICATE KEY UPDATE beat = beat + 1, at = now(6)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
