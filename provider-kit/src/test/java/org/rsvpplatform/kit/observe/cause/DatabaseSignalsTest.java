package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.kit.observe.provider.Layer;

/** What PostgreSQL's own words mean. Source: PostgreSQL's appendix A and its message texts. */
class DatabaseSignalsTest {
    private static final Catalogue DATABASE = Catalogues.DATABASE;

    @ParameterizedTest(name = "{0} \"{1}\" is {2}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "28P01, password authentication failed for user \"rsvp\", db.authentication-failed",
                "28000, `no pg_hba.conf entry for host \"10.0.0.1\", user \"rsvp\", database"
                        + " \"rsvp\", SSL encryption`, db.host-not-allowed",
                "28000, `no pg_hba.conf entry for host \"10.0.0.1\", user \"rsvp\", database"
                        + " \"rsvp\", no encryption`, db.host-not-allowed",
                "28000, `pg_hba.conf rejects connection for host \"10.0.0.1\", user \"rsvp\","
                        + " database \"rsvp\", SSL encryption`, db.host-not-allowed",
                "28000, role \"rsvp\" does not exist, db.role-missing",
                "28000, role \"rsvp\" is not permitted to log in, db.authentication-failed",
                "3D000, database \"rsvp\" does not exist, db.database-missing",
                "42501, permission denied for table guests, db.permission-denied",
                "53300, `sorry, too many clients already`, db.too-many-connections",
                "57P03, the database system is starting up, db.starting-up",
                "57P03, the database system is in recovery mode, db.starting-up",
                "57P03, the database system is shutting down, db.shutting-down",
                "57P01, terminating connection due to administrator command, db.shutting-down",
                "57P02, terminating connection because of crash of another server process,"
                        + " db.connection-lost",
                "25006, cannot execute INSERT in a read-only transaction, db.read-only",
                "53100, could not extend file \"base/1/2\": No space left on device, db.disk-full",
                "53200, out of shared memory, db.out-of-memory",
                "55P03, canceling statement due to lock timeout, db.lock-timeout",
                "40P01, deadlock detected, db.deadlock",
                "40001, could not serialize access due to concurrent update,"
                        + " db.serialization-failure",
                "40001, canceling statement due to conflict with recovery, db.statement-timeout",
                "57014, canceling statement due to statement timeout, db.statement-timeout",
                "3F000, schema \"rsvp\" does not exist, db.schema-missing",
                "42P01, relation \"guests\" does not exist, db.schema-missing",
                "42703, column \"name\" does not exist, db.schema-mismatch",
                "42804, column \"a\" is of type integer but expression is of type text,"
                        + " db.schema-mismatch",
                "23505, duplicate key value violates unique constraint \"k\","
                        + " db.constraint-violated",
                "23503, insert or update violates foreign key constraint \"k\","
                        + " db.constraint-violated",
                "42601, syntax error at or near \"SELCT\", db.syntax-error",
                "XX000, could not write init file, db.disk-full",
                "XX001, invalid page in block 3 of relation base/1/2, db.corruption",
                "XX002, index \"i\" contains unexpected zero page at block 3, db.corruption",
                "54000, index row size 9000 exceeds maximum 2712, db.packet-too-large",
                "08006, connection closed, db.connection-lost"
            })
    void an_sqlstate_names_its_cause(String state, String message, String cause) {
        assertThat(named(new Signal.SqlState(state, message), Layer.OPERATION)).isEqualTo(cause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no pg_hba.conf entry for host \"10.0.0.1\", user \"a\", database \"b\", no"
                        + " encryption",
                "pg_hba.conf rejects connection for host \"10.0.0.1\", user \"a\", database"
                        + " \"b\", no encryption"
            })
    void a_refusal_of_who_came_without_tls_may_mean_that(String message) {
        Diagnosis diagnosis =
                DATABASE.diagnosis(
                        List.of(new Signal.SqlState("28000", message)),
                        Layer.AUTHENTICATION,
                        Map.of());

        assertThat(diagnosis.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(diagnosis.alternatives()).contains("db.tls-required");
    }

    @ParameterizedTest(name = "\"{0}\" is {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "FATAL: remaining connection slots are reserved for roles with privileges of the"
                        + " \"rds_reserved\" role, db.too-many-connections",
                "FATAL: remaining connection slots are reserved for roles with privileges of the"
                        + " \"pg_use_reserved_connections\" role, db.too-many-connections",
                "`FATAL: server login has been failing, cached error: connect failed"
                        + " (server_login_retry)`, db.connection-refused",
                "ERROR: pgbouncer cannot connect to server, db.connection-refused",
                "ERROR 9001 (HY000): Max connect timeout reached while reaching hostgroup 20 after"
                        + " 10000ms, db.connection-timeout",
                "ERROR 9002 (HY000): Max connect failure while reaching hostgroup 0,"
                        + " db.connection-refused",
                "ERROR 9004 (HY000): Backend offline detected, db.connection-lost"
            })
    void a_text_without_a_code_names_its_cause(String text, String cause) {
        assertThat(named(new Signal.Text(text), Layer.PROTOCOL)).isEqualTo(cause);
    }

    @ParameterizedTest(name = "the fact {0} is {1}")
    @CsvSource({
        "in-recovery, db.read-only",
        "default-read-only, db.read-only",
        "writers-wait-for-standby, db.replication-broken",
        "standby-disconnected, db.replication-broken",
        "receiver-gone, db.replication-broken",
        "replication-gone, db.replication-broken",
        "standby-lagging, db.replication-lag",
        "privilege-missing, db.permission-denied",
        "tls-refused-by-server, db.tls-failed",
        "name-unresolved, db.host-unknown"
    })
    void a_fact_that_a_check_established_is_confirmed(String fact, String cause) {
        Diagnosis diagnosis =
                DATABASE.diagnosis(
                        List.of(new Signal.Fact(fact, "seen")), Layer.REPLICATION, Map.of());

        assertThat(diagnosis.cause()).isEqualTo(cause);
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CONFIRMED);
        assertThat(diagnosis.evidence()).contains("seen");
        assertThat(diagnosis.alternatives()).isEmpty();
    }

    @Test
    void a_refusal_and_a_silence_are_told_apart() {
        assertThat(named(new Signal.Errno("ECONNREFUSED", ""), Layer.CONNECT))
                .isEqualTo("db.connection-refused");
        assertThat(named(new Signal.Timeout(Layer.CONNECT, Duration.ofMillis(1500)), Layer.CONNECT))
                .isEqualTo("db.connection-timeout");
        assertThat(named(new Signal.Errno("EHOSTUNREACH", ""), Layer.CONNECT))
                .isEqualTo("db.network-unreachable");
        assertThat(named(new Signal.Errno("ECONNRESET", ""), Layer.OPERATION))
                .isEqualTo("db.connection-lost");
        assertThat(named(new Signal.Certificate("expired", "on 2020-01-01"), Layer.TLS))
                .isEqualTo("db.tls-failed");
    }

    @Test
    void without_an_observer_a_refused_password_is_likely_and_lists_what_it_hides() {
        Diagnosis diagnosis =
                DATABASE.diagnosis(
                        List.of(
                                new Signal.SqlState(
                                        "28P01", "password authentication failed for user \"a\"")),
                        Layer.AUTHENTICATION,
                        Map.of());

        assertThat(diagnosis.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(diagnosis.alternatives()).contains("db.role-missing", "db.password-expired");
    }

    @Test
    void an_observer_that_sees_the_role_missing_confirms_it() {
        List<Candidate> candidates =
                DATABASE.candidates(
                        List.of(
                                new Signal.SqlState(
                                        "28P01", "password authentication failed for user \"a\"")),
                        Layer.AUTHENTICATION);
        Finding finding =
                new Finding(
                        "role-exists",
                        Set.of("db.role-missing"),
                        Set.of("db.authentication-failed", "db.password-expired"),
                        "pg_roles has no row for a",
                        Map.of());

        Diagnosis diagnosis = DATABASE.diagnosis(candidates, List.of(finding), Map.of());

        assertThat(diagnosis.cause()).isEqualTo("db.role-missing");
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CONFIRMED);
        assertThat(diagnosis.evidence()).contains("pg_roles has no row for a");
        assertThat(diagnosis.alternatives()).isEmpty();
    }

    @Test
    void looks_that_rule_every_neighbour_out_confirm_what_is_left() {
        List<Candidate> candidates =
                DATABASE.candidates(
                        List.of(
                                new Signal.SqlState(
                                        "28P01", "password authentication failed for user \"a\"")),
                        Layer.AUTHENTICATION);
        Finding finding =
                new Finding(
                        "role",
                        Set.of(),
                        Set.of("db.role-missing", "db.password-expired"),
                        "the role exists, may log in and has not expired",
                        Map.of());

        Diagnosis diagnosis = DATABASE.diagnosis(candidates, List.of(finding), Map.of());

        assertThat(diagnosis.cause()).isEqualTo("db.authentication-failed");
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CONFIRMED);
    }

    @Test
    void a_line_of_pg_hba_that_may_want_tls_is_not_confirmed() {
        Diagnosis diagnosis =
                DATABASE.diagnosis(
                        List.of(
                                new Signal.SqlState(
                                        "28000",
                                        "no pg_hba.conf entry for host \"10.0.0.1\", user \"a\","
                                                + " database \"d\", no encryption")),
                        Layer.AUTHENTICATION,
                        Map.of());

        assertThat(diagnosis.confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(diagnosis.alternatives()).contains("db.tls-required");
    }

    @Test
    void a_full_disk_is_the_root_and_what_follows_from_it_a_consequence() {
        Diagnosis diagnosis =
                DATABASE.diagnosis(
                        List.of(
                                new Signal.Fact("standby-lagging", "64 MB behind"),
                                new Signal.SqlState("53100", "could not extend file")),
                        Layer.OPERATION,
                        Map.of());

        assertThat(diagnosis.cause()).isEqualTo("db.disk-full");
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CONFIRMED);
        assertThat(diagnosis.consequences())
                .extracting(Consequence::cause)
                .contains("db.replication-lag");
    }

    private static String named(Signal signal, Layer layer) {
        return DATABASE.candidates(List.of(signal), layer).getFirst().cause().code();
    }
}
