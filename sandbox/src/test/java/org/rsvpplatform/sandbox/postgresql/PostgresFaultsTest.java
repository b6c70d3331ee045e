package org.rsvpplatform.sandbox.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/**
 * Each fault as a client sees it, and that healing undoes it. In every run the faults are met by
 * the services that diagnose them.
 */
@Sandboxed
@Tag("full")
class PostgresFaultsTest {
    private static final String WRITE =
            """
            INSERT INTO rsvp_probe.beat VALUES ('test', 1, now())
            ON CONFLICT (provider) DO UPDATE SET beat = rsvp_probe.beat.beat + 1
            """;

    private final PostgresPair pair;
    private final PostgresServer server;

    PostgresFaultsTest(PostgresPair pair) {
        this.pair = pair;
        this.server = pair.primary();
    }

    @AfterEach
    void healing_brings_back_writes_and_the_standby() {
        pair.heal();
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(pair.standby()).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(server, "SELECT * FROM rsvps").outcome()).isEqualTo("worked");
        assertThat(pair.streams()).isTrue();
    }

    @Test
    void stop_refuses_connections() {
        server.breakWith("stop");
        assertRefused();
    }

    @Test
    void kill_leaves_no_process_and_refuses_connections() {
        server.breakWith("kill");
        assertThat(server.pids()).isEmpty();
        assertRefused();
    }

    @Tag("full")
    @Test
    void start_is_for_a_server_that_was_ended() {
        assertThatThrownBy(() -> server.breakWith("start"))
                .isInstanceOf(FaultRefused.class)
                .hasMessageContaining("it runs");
        server.breakWith("kill");
        server.breakWith("start");
        await().ignoreExceptions().until(() -> server.value("SELECT 1").equals("1"));
    }

    @Test
    void kill_postmaster_refuses_connections() {
        server.breakWith("kill-postmaster");
        assertRefused();
    }

    @Test
    void freeze_accepts_connections_and_says_nothing() {
        server.breakWith("freeze");
        assertThat(Attempt.on(server).outcome()).contains("timed out");
        assertThat(server.pids()).hasSizeGreaterThan(4);
    }

    @Test
    void refuse_refuses_connections_while_the_server_goes_on() {
        server.breakWith("refuse");
        assertRefused();
        assertThat(server.value("SELECT 1")).isEqualTo("1");
    }

    @Test
    void one_link_can_be_cut_alone() throws SQLException {
        server.breakWith("refuse=service");
        assertRefused();
        Sql.connect(server.programsPort(), "rsvp", server.logins().program()).close();
    }

    @Test
    void blackhole_leaves_connection_requests_unanswered() {
        server.breakWith("blackhole");
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.servicePort());
        assertThatThrownBy(
                        () -> {
                            try (Socket socket = new Socket()) {
                                socket.connect(address, 500);
                            }
                        })
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void blackhole_silences_open_sessions() throws SQLException {
        try (Connection session = server.connect()) {
            session.setNetworkTimeout(Runnable::run, 500);
            server.breakWith("blackhole");
            assertThatThrownBy(() -> session.createStatement().execute("SELECT 1"))
                    .hasRootCauseMessage("Read timed out");
        }
    }

    @Test
    void slow_delays_each_answer() throws SQLException {
        try (Connection session = server.connect()) {
            server.breakWith("slow=300");
            long begin = System.nanoTime();
            session.createStatement().execute("SELECT 1");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(300), Duration.ofMillis(900));
        }
    }

    @Test
    void reset_resets_new_connections() {
        server.breakWith("reset");
        assertThat(Attempt.on(server).outcome()).containsAnyOf("reset", "EOF", "Broken pipe");
    }

    @Test
    void starting_up_refuses_logins_with_57P03() {
        server.breakWith("starting-up");
        assertThat(Attempt.on(server).outcome()).startsWith("57P03").contains("starting up");
    }

    @Test
    void starting_up_ends_by_itself_after_the_seconds_given() {
        server.breakWith("starting-up=1");
        assertThat(Attempt.on(server).outcome()).startsWith("57P03");
        await().until(() -> Attempt.on(server, WRITE).worked());
    }

    @Test
    void shutting_down_refuses_logins_with_57P03() {
        server.breakWith("shutting-down");
        assertThat(Attempt.on(server).outcome()).startsWith("57P03").contains("shutting down");
    }

    @Test
    void wrong_password_is_28P01() {
        server.breakWith("wrong-password");
        assertThat(Attempt.on(server).outcome()).startsWith("28P01");
    }

    @Test
    void role_missing_looks_like_a_wrong_password() {
        server.breakWith("role-missing");
        assertThat(Attempt.on(server).outcome()).startsWith("28P01");
        assertThat(server.rows("SELECT FROM pg_roles WHERE rolname = 'rsvp'")).isEmpty();
    }

    @Test
    void a_role_that_was_made_anew_gives_way_to_the_old_one() {
        server.breakWith("role-missing");
        server.sql("CREATE ROLE rsvp LOGIN PASSWORD '%s'".formatted(server.password()));
        server.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO rsvp");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        pair.heal();
        assertThat(server.value("SELECT tableowner FROM pg_tables WHERE tablename = 'guests'"))
                .isEqualTo("rsvp");
    }

    @Test
    void database_missing_is_3D000() {
        server.breakWith("database-missing");
        assertThat(Attempt.on(server).outcome()).startsWith("3D000");
    }

    @Test
    void a_database_that_was_made_anew_gives_way_to_the_old_one() {
        server.breakWith("database-missing");
        server.maintenance().execute("CREATE DATABASE rsvp OWNER rsvp");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        pair.heal();
        assertThat(server.value("SELECT count(*) FROM guests")).isEqualTo("300");
    }

    @Test
    void host_not_allowed_is_28000() {
        server.breakWith("host-not-allowed");
        assertThat(Attempt.on(server).outcome()).startsWith("28000").contains("no pg_hba.conf");
    }

    @Test
    void permission_is_42501() {
        server.breakWith("permission");
        assertThat(Attempt.on(server, "SELECT * FROM guests").outcome()).startsWith("42501");
        assertThat(Attempt.on(server, WRITE).outcome()).startsWith("42501");
    }

    @Test
    void read_only_is_25006() {
        server.breakWith("read-only");
        assertThat(Attempt.on(server, WRITE).outcome()).startsWith("25006");
    }

    @Test
    void password_expired_looks_like_a_wrong_password() {
        server.breakWith("password-expired");
        assertThat(Attempt.on(server).outcome()).startsWith("28P01");
        assertThat(
                        server.value(
                                "SELECT rolvaliduntil < now() FROM pg_roles WHERE rolname ="
                                        + " 'rsvp'"))
                .isEqualTo("t");
    }

    @Test
    void auth_method_ident_is_28000_without_a_question() {
        server.breakWith("auth-method");
        assertThat(Attempt.on(server).outcome()).startsWith("28000").contains("Ident");
    }

    @Test
    void auth_method_md5_looks_like_a_wrong_password() {
        server.breakWith("auth-method=md5");
        assertThat(Attempt.on(server).outcome()).startsWith("28P01");
        assertThat(server.log()).content().contains("does not have a valid SCRAM secret");
    }

    @Test
    void schema_missing_is_42P01() {
        server.breakWith("schema-missing");
        assertThat(Attempt.on(server, "SELECT * FROM rsvps").outcome()).startsWith("42P01");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
        server.breakWith("schema-missing=beat");
        assertThat(Attempt.on(server, WRITE).outcome()).startsWith("42P01");
    }

    @Test
    void a_table_that_was_made_anew_gives_way_to_the_old_one() {
        server.breakWith("schema-missing");
        server.sql("CREATE TABLE rsvps (id int)");
        pair.heal();
        assertThat(server.value("SELECT count(*) FROM rsvps")).isEqualTo("240");
    }

    @Test
    void a_table_that_was_dropped_comes_back() {
        server.sql("DROP TABLE rsvps");
        pair.heal();
        assertThat(server.value("SELECT count(*) FROM rsvps")).isEqualTo("240");
    }

    @Test
    void locks_are_55P03_for_writers_and_let_readers_pass() {
        server.breakWith("locks");
        assertThat(Attempt.on(server, "SET lock_timeout = '200ms'; " + WRITE).outcome())
                .startsWith("55P03");
        assertThat(Attempt.on(server, "SELECT * FROM rsvps").outcome()).isEqualTo("worked");
    }

    @Test
    void locked_tables_keep_readers_waiting_too() {
        server.breakWith("locks=table");
        assertThat(Attempt.on(server, "SET lock_timeout = '200ms'; SELECT * FROM rsvps").outcome())
                .startsWith("55P03");
    }

    @Test
    void idle_in_transaction_shows_in_the_activity() {
        server.breakWith("idle-in-transaction=3");
        assertThat(
                        server.value(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE state = 'idle in transaction' AND usename = 'rsvp'
                                """))
                .isEqualTo("3");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
    }

    @Test
    void idle_transactions_can_take_every_connection() {
        server.breakWith("idle-in-transaction=30");
        assertThat(Attempt.on(server).outcome()).startsWith("53300");
    }

    @Test
    void out_of_memory_is_53200_for_logins_too() {
        server.breakWith("out-of-memory");
        assertThat(Attempt.on(server).outcome())
                .startsWith("53200")
                .contains("out of shared memory");
    }

    @Test
    void corrupt_is_XX001_for_the_damaged_table_alone() {
        server.breakWith("corrupt");
        assertThat(Attempt.on(server, "SELECT * FROM rsvps").outcome())
                .startsWith("XX001")
                .contains("invalid page");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
        assertThat(server.log()).content().contains("page verification failed");
    }

    @Test
    void slots_full_is_53300_while_the_superuser_gets_in() {
        server.breakWith("slots-full");
        assertThat(Attempt.on(server).outcome()).startsWith("53300");
        assertThat(server.value("SELECT 1")).isEqualTo("1");
    }

    @Test
    void disk_full_is_53100_while_the_server_stays_up() {
        server.breakWith("disk-full");
        assertThat(
                        Attempt.on(
                                        server,
                                        """
                                        INSERT INTO users (email, name)
                                        SELECT 'x' || n || '@rsvp.example', repeat('x', 500)
                                        FROM generate_series(1, 20000) n
                                        """)
                                .outcome())
                .startsWith("53100");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
    }

    @Test
    void wal_full_stops_the_server() {
        server.breakWith("wal-full");
        assertRefused();
        assertThat(server.log()).content().contains("PANIC").contains("No space left on device");
    }

    @Test
    void tls_required_is_28000_without_tls_and_works_with_it() {
        server.breakWith("tls-required");
        assertThat(Attempt.on(server).outcome()).startsWith("28000").contains("no encryption");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).isEqualTo("worked");
    }

    @Test
    void tls_off_offers_no_tls() {
        server.breakWith("tls-off");
        assertThat(Attempt.withTls(server, "require").outcome()).contains("does not support SSL");
    }

    @Test
    void tls_failed_presents_an_untrusted_certificate() {
        assertThat(Attempt.withTls(server, "verify-full").outcome()).isEqualTo("worked");
        server.breakWith("tls-failed");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).contains("PKIX path");
    }

    @Test
    void cert_expired_presents_an_expired_certificate() {
        server.breakWith("cert-expired");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).contains("NotAfter");
    }

    @Test
    void cert_expiring_presents_a_certificate_that_is_still_good() {
        server.breakWith("cert-expiring");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).isEqualTo("worked");
    }

    @Test
    void cut_replication_makes_commits_wait() {
        server.breakWith("cut-replication");
        await().until(() -> server.rows("SELECT FROM pg_stat_replication").isEmpty());
        assertThat(Attempt.on(server, WRITE).outcome()).contains("timed out");
        assertThat(
                        Attempt.on(
                                        server,
                                        "SET synchronous_commit = local; DELETE FROM sessions WHERE"
                                                + " id = 1")
                                .outcome())
                .isEqualTo("worked");
    }

    @Tag("full")
    @Test
    void cut_replication_silently_leaves_both_in_the_belief_that_they_are_connected() {
        server.breakWith("cut-replication=silent");
        assertThat(Attempt.on(server, WRITE).outcome()).contains("timed out");
        assertThat(server.rows("SELECT FROM pg_stat_replication")).isNotEmpty();
        assertThat(pair.standby().rows("SELECT FROM pg_stat_wal_receiver")).isNotEmpty();
    }

    @Test
    void lag_leaves_the_standby_behind() {
        server.breakWith("lag=2");
        assertThat(
                        Long.parseLong(
                                server.value(
                                        "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)"
                                                + " FROM pg_stat_replication")))
                .isGreaterThan(1_900_000);
    }

    @Test
    void async_lets_commits_pass_without_the_standby() {
        server.breakWith("async");
        pair.standby().breakWith("freeze");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
    }

    @Test
    void a_server_that_an_operator_started_with_pg_ctl_is_adopted() {
        server.breakWith("kill");
        server.shell("pg_ctl -D \"$PGDATA\" -l \"%s\" -w start".formatted(server.log()));
        await().until(() -> Attempt.on(server, WRITE).worked());
        long pid = server.pid().orElseThrow();
        pair.heal();
        assertThat(server.pid()).hasValue(pid);
        server.breakWith("kill");
        assertRefused();
    }

    /** Its signal was removed too late: the server had read it. */
    @Test
    void a_primary_that_runs_as_a_standby_becomes_one_again_and_keeps_its_data() {
        Sql sql = server.maintenance();
        sql.execute("CREATE TABLE kept ()");
        try {
            server.cluster().stop();
            server.cluster().write(PostgresServer.STANDBY_SIGNAL, "");
            server.cluster().start();
            server.cluster()
                    .home()
                    .remove(server.dataDirectory().resolve(PostgresServer.STANDBY_SIGNAL));

            pair.heal();

            assertThat(sql.value("SELECT pg_is_in_recovery()")).isEqualTo("f");
            assertThat(sql.value("SELECT count(*) FROM kept")).isEqualTo("0");
        } finally {
            sql.execute("DROP TABLE kept");
        }
    }

    @Test
    void the_original_roles_come_back_after_a_promotion() {
        server.breakWith("kill");
        pair.standby().maintenance().rows("SELECT pg_promote()");
        pair.heal();
        assertThat(pair.standby().value("SELECT pg_is_in_recovery()")).isEqualTo("t");
    }

    @Test
    void what_a_standby_has_from_its_primary_is_refused_there() {
        assertThatThrownBy(() -> pair.standby().breakWith("wrong-password"))
                .isInstanceOf(FaultRefused.class)
                .hasMessageContaining("postgresql");
    }

    @Test
    void an_unknown_fault_suggests_the_nearest() {
        assertThatThrownBy(() -> server.breakWith("freze"))
                .isInstanceOfSatisfying(
                        FaultRefused.class,
                        e -> assertThat(e.hint()).isEqualTo("did you mean 'freeze'?"));
    }

    @Test
    void every_fault_of_every_server_is_described() {
        for (PostgresServer each : List.of(server, pair.standby())) {
            assertThat(each.faults()).allMatch(fault -> !fault.description().isBlank());
            assertThat(each.faults()).extracting("name").doesNotHaveDuplicates();
        }
    }

    private void assertRefused() {
        await().atMost(Duration.ofMillis(500))
                .untilAsserted(
                        () ->
                                assertThat(Attempt.on(server).outcome())
                                        .contains("Connection refused"));
    }
}
