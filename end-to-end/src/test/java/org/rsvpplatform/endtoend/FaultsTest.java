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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each fault at the real server: break it, read the diagnosis through the gateway, paste the
 * remedy's own lines, see it UP. Only a fault on the wire has no line at the server; its healing is
 * the wire's. One fault a layer is in every run; the others are tagged "full".
 */
@ExtendWith(SuiteExtension.class)
class FaultsTest {
    private final Suite suite;
    private final Operator operator;
    private final Operator standbyOperator;
    private final Administrator administrator;

    FaultsTest(Suite suite) {
        this.suite = suite;
        this.operator = new Operator(suite, "postgresql");
        this.standbyOperator = new Operator(suite, "backup-postgresql");
        this.administrator = new Administrator(suite, "postgresql");
    }

    @BeforeEach
    void allIsWell() {
        operator.awaitState("UP");
        standbyOperator.awaitState("UP");
    }

    @AfterEach
    void heal() {
        operator.leave();
    }

    @Test
    void a_killed_server_is_started_by_the_remedys_line() {
        isStartedAfter("kill");
    }

    @Tag("full")
    @Test
    void a_server_that_was_shut_down_is_started_by_the_remedys_line() {
        isStartedAfter("stop");
    }

    private void isStartedAfter(String fault) {
        JsonNode diagnosis = operator.broken(fault, "db.connection-refused", "confirmed");

        administrator.shell(lines(diagnosis, "pg_ctl", "start"));

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
    @ParameterizedTest
    @ValueSource(strings = {"refuse", "blackhole", "reset"})
    void a_fault_on_the_wire_is_named_and_gone_with_the_wire(String fault) {
        String cause =
                switch (fault) {
                    case "refuse" -> "db.connection-refused";
                    case "blackhole" -> "db.connection-timeout";
                    default -> "db.connection-lost";
                };
        JsonNode diagnosis = operator.broken(fault, cause, null);
        assertThat(diagnosis.path("remedies")).isNotEmpty();

        suite.good("heal", "postgresql");

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_host_name_without_an_address_is_told() {
        operator.change("host: 127.0.0.1", "host: no-such-host.invalid");
        operator.awaitDiagnosis("db.host-unknown", null);

        operator.restore();

        operator.awaitState("UP");
    }

    /** To a group address no TCP connection can lead: the kernel says so, and sends nothing. */
    @Tag("full")
    @Test
    void a_network_without_a_route_is_told() {
        operator.change("host: 127.0.0.1", "host: 224.0.0.1");
        JsonNode diagnosis = operator.awaitDiagnosis("db.network-unreachable", "confirmed");
        assertThat(lines(diagnosis, "ip route get 224.0.0.1")).isNotEmpty();

        operator.restore();

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

    @Tag("full")
    @Test
    void a_missing_role_is_told_from_a_wrong_password_and_created() {
        JsonNode diagnosis = operator.broken("role-missing", "db.role-missing", "confirmed");

        administrator.sql(lines(diagnosis, "CREATE ROLE"));
        administrator.sql(operator.grants());
        operator.lookAgain(diagnosis);

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void an_expired_password_is_told_from_a_wrong_one_and_made_valid_again() {
        JsonNode diagnosis =
                operator.broken("password-expired", "db.password-expired", "confirmed");

        administrator.sql(lines(diagnosis, "VALID UNTIL"));
        operator.lookAgain(diagnosis);

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_password_that_is_kept_in_another_form_than_is_asked_for_is_set_again() {
        JsonNode diagnosis =
                operator.broken("auth-method=md5", "db.authentication-failed", "confirmed");
        assertThat(diagnosis.path("evidence").toString()).contains("md5");

        administrator.sql(lines(diagnosis, "ALTER USER"));
        operator.lookAgain(diagnosis);

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_method_that_asks_the_clients_host_is_likely_and_gives_way_to_the_password() {
        JsonNode diagnosis =
                operator.broken("auth-method=ident", "db.authentication-failed", "likely");
        assertThat(diagnosis.path("evidence").toString()).contains("Ident");

        administrator.prepend("pg_hba.conf", lines(diagnosis, "scram-sha-256"));
        administrator.sql(lines(diagnosis, "pg_reload_conf"));
        operator.lookAgain(diagnosis);

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_host_that_no_rule_admits_is_let_in_by_the_remedys_line() {
        JsonNode diagnosis =
                operator.broken("host-not-allowed", "db.host-not-allowed", "confirmed");

        administrator.prepend("pg_hba.conf", lines(diagnosis, "scram-sha-256"));
        administrator.sql(List.of(lines(diagnosis, "pg_reload_conf").getFirst()));
        operator.lookAgain(diagnosis);

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_missing_database_is_created_and_given_its_grants() {
        JsonNode diagnosis =
                operator.broken("database-missing", "db.database-missing", "confirmed");

        new Administrator(suite, "postgresql", "postgres").sql(lines(diagnosis, "CREATE DATABASE"));
        administrator.sql(operator.grants());

        operator.awaitState("UP");
    }

    @Test
    void missing_privileges_are_granted() {
        JsonNode diagnosis = operator.broken("permission", "db.permission-denied", "confirmed");

        administrator.sql(lines(diagnosis, "GRANT USAGE"));
        administrator.sql(operator.grants());

        operator.awaitState("UP");
    }

    @Test
    void a_server_without_a_free_slot_says_so() {
        JsonNode diagnosis = operator.broken("slots-full", "db.too-many-connections", "confirmed");

        administrator.sql(lines(diagnosis, "pg_terminate_backend"));

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void tables_that_somebody_holds_name_him_and_are_free_by_the_remedys_line() {
        JsonNode diagnosis = operator.broken("locks", "db.idle-in-transaction", "confirmed");
        assertThat(diagnosis.path("consequences").toString()).contains("db.lock-timeout");

        administrator.sql(lines(diagnosis, "pg_terminate_backend"));

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_server_that_starts_is_told_from_one_that_is_down_and_waited_for() {
        operator.broken("starting-up=8", "db.starting-up", "confirmed");

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_shutdown_that_waits_is_told_and_ended_by_the_remedys_line() {
        JsonNode diagnosis = operator.broken("shutting-down", "db.shutting-down", "confirmed");

        administrator.shell(lines(diagnosis, "pg_ctl"));

        operator.awaitState("UP");
    }

    @Test
    void a_primary_that_takes_no_writes_is_read_only_and_switched_back() {
        JsonNode diagnosis = operator.broken("read-only", "db.read-only", "confirmed");

        administrator.sql(lines(diagnosis, "RESET"));

        operator.awaitState("UP");
    }

    @Test
    void writers_that_wait_for_a_lost_standby_make_the_primary_down_until_they_may_go_on()
            throws Exception {
        suite.good("break", "backup-postgresql", "cut-replication");
        try (Connection writer = suite.database("postgresql").connect()) {
            Thread waiting = Thread.ofVirtual().start(() -> commit(writer));
            JsonNode diagnosis = operator.awaitDiagnosis("db.replication-broken", null);

            administrator.sql(lines(diagnosis, "synchronous_standby_names"));

            operator.awaitState("UP");
            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            assertThat(operator.group()).isEqualTo("DEGRADED");
        }
    }

    @Tag("full")
    @Test
    void a_standby_that_lags_only_degrades_its_group_and_goes_on_by_the_remedys_line() {
        suite.good("break", "backup-postgresql", "lag=20");
        JsonNode diagnosis = standbyOperator.awaitDiagnosis("db.replication-lag", null);
        assertThat(operator.group()).isEqualTo("DEGRADED");
        assertThat(suite.provider("database", "postgresql").path("state").asText())
                .isNotEqualTo("DOWN");

        new Administrator(suite, "backup-postgresql").sql(lines(diagnosis, "pg_wal_replay_resume"));

        standbyOperator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_full_data_disk_is_told_and_gone_when_there_is_room_again() {
        operator.broken("disk-full", "db.disk-full", "confirmed");

        operator.makeRoom("data-disk");

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_full_wal_disk_that_killed_the_server_is_confirmed_as_disk_full() {
        suite.good("break", "postgresql", "wal-full");
        JsonNode diagnosis = operator.awaitDiagnosis("db.disk-full", "confirmed");

        operator.makeRoom("wal-disk");
        administrator.shell(lines(diagnosis, "pg_ctl", "start"));

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_server_that_insists_on_tls_is_given_tls_by_the_remedys_line() {
        suite.good("break", "postgresql", "tls-required");
        operator.change("mode: prefer", "mode: disable");
        JsonNode diagnosis = operator.awaitDiagnosis("db.tls-required", "confirmed");

        assertThat(lines(diagnosis, "mode: require")).isNotEmpty();
        operator.change("mode: disable", "mode: require");

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_certificate_that_ran_out_is_told() {
        isToldAndGone("cert-expired");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"tls-failed", "tls-off"})
    void a_tls_handshake_that_fails_is_told(String fault) {
        isToldAndGone(fault);
    }

    private void isToldAndGone(String fault) {
        operator.change("mode: prefer", "mode: verify-ca");
        suite.good("break", "postgresql", fault);
        JsonNode diagnosis = operator.awaitDiagnosis("db.tls-failed", null);

        if (fault.equals("tls-off")) {
            administrator.sql(lines(diagnosis, "ssl = on"));
        } else {
            suite.good("heal", "postgresql");
        }

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_lock_table_that_is_full_is_out_of_memory() {
        JsonNode diagnosis = operator.broken("out-of-memory", "db.out-of-memory", "confirmed");
        assertThat(lines(diagnosis, "max_locks_per_transaction")).isNotEmpty();

        suite.good("heal", "postgresql");

        operator.awaitState("UP");
    }

    @Tag("full")
    @Test
    void a_missing_table_is_told_from_what_a_program_reports() {
        suite.good("break", "postgresql", "schema-missing");
        JsonNode diagnosis =
                operator.reported("SELECT * FROM rsvps", "db.schema-missing", "confirmed");

        administrator.sql(lines(diagnosis, "pg_tables"));

        suite.good("heal", "postgresql");

        administrator.sql(List.of("SELECT * FROM rsvps"));
    }

    @Tag("full")
    @Test
    void a_damaged_page_is_told_from_what_a_program_reports() {
        suite.good("break", "postgresql", "corrupt");
        operator.awaitState("UP");

        JsonNode diagnosis = operator.reported("SELECT * FROM rsvps", "db.corruption", "confirmed");

        assertThat(lines(diagnosis, "amcheck")).isNotEmpty();

        suite.good("heal", "postgresql");

        administrator.sql(List.of("SELECT * FROM rsvps"));
    }

    private static void commit(Connection writer) {
        try (Statement statement = writer.createStatement()) {
            statement.execute(
                    "UPDATE events SET title = title WHERE id = (SELECT min(id) FROM events)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
