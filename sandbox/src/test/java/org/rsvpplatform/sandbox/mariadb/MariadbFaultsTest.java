package org.rsvpplatform.sandbox.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
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
class MariadbFaultsTest {
    private static final String WRITE =
            """
            INSERT INTO rsvp_probe.beat VALUES ('test', 1, now(6))
            ON DUPLICATE KEY UPDATE beat = beat + 1
            """;
    private static final String WRITE_MUCH =
            """
            INSERT INTO users (email, name)
            SELECT concat(uuid(), '@rsvp.example'), repeat('x', 800) FROM seq_1_to_40000
            """;
    private static final String READ = "SELECT * FROM rsvps";

    private final MariadbPair pair;
    private final MariadbServer server;
    private final MariadbServer replica;

    MariadbFaultsTest(MariadbPair pair) {
        this.pair = pair;
        this.server = pair.primary();
        this.replica = pair.replica();
    }

    @AfterEach
    void healing_brings_back_work_and_the_replica() {
        pair.heal();
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(server, READ).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(replica, READ).outcome()).isEqualTo("worked");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).isEqualTo("worked");
        assertThat(pair.replicates()).isTrue();
    }

    @Test
    void stop_refuses_connections() {
        server.breakWith("stop");
        assertThat(server.pid()).isEmpty();
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
    void kill_leaves_no_process_and_refuses_connections() {
        server.breakWith("kill");
        assertThat(server.pids()).isEmpty();
        assertRefused();
    }

    @Test
    void freeze_accepts_connections_and_says_nothing() {
        server.breakWith("freeze");
        assertThat(Attempt.on(server).outcome()).contains("Read timed out");
        assertThat(server.pids()).hasSize(1);
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
        MariadbSql.connect(server.programsPort(), "rsvp", server.logins().program()).close();
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
        assertThat(Attempt.on(server).outcome())
                .containsAnyOf("reset", "unexpected end of stream", "Broken pipe");
    }

    @Test
    void starting_up_accepts_connections_and_greets_nobody() {
        server.breakWith("starting-up");
        assertThat(Attempt.on(server).outcome()).contains("Read timed out");
        assertThat(server.pid()).isPresent();
    }

    @Test
    void starting_up_ends_by_itself_after_the_seconds_given() {
        server.breakWith("starting-up=2");
        await().until(() -> Attempt.on(server, WRITE).worked());
    }

    @Test
    void shutting_down_refuses_connections_while_the_process_lives() {
        server.breakWith("shutting-down");
        assertRefused();
        assertThat(server.pid()).isPresent();
    }

    @Test
    void wrong_password_is_1045() {
        server.breakWith("wrong-password");
        assertThat(Attempt.on(server).outcome()).startsWith("28000 1045");
        assertThat(Attempt.on(replica).outcome()).startsWith("28000 1045");
    }

    @Test
    void a_password_may_be_wrong_at_the_replica_alone() {
        replica.breakWith("wrong-password");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(replica).outcome()).startsWith("28000 1045");
    }

    @Test
    void role_missing_looks_like_a_wrong_password() {
        server.breakWith("role-missing");
        assertThat(Attempt.on(server).outcome()).startsWith("28000 1045");
        assertThat(server.rows("SELECT 1 FROM mysql.user WHERE User = 'rsvp'")).isEmpty();
    }

    @Test
    void an_account_that_was_made_anew_gives_way_to_the_old_one() {
        server.breakWith("role-missing");
        server.sql("CREATE USER rsvp@'%%' IDENTIFIED BY '%s'".formatted(server.password()));
        server.sql("GRANT SELECT ON rsvp.* TO rsvp@'%'");
        assertThat(Attempt.on(server, READ).outcome()).isEqualTo("worked");
        pair.heal();
        assertThat(server.value("SELECT Host FROM mysql.user WHERE User = 'rsvp'"))
                .isEqualTo("127.0.0.%");
    }

    @Test
    void password_expired_is_1820_at_the_first_statement() {
        server.breakWith("password-expired");
        assertThat(Attempt.on(server).outcome()).startsWith("HY000 1820");
    }

    @Test
    void auth_plugin_is_1698_for_a_socket_and_1524_for_what_is_not_loaded() {
        server.breakWith("auth-plugin");
        assertThat(Attempt.on(server).outcome()).startsWith("28000 1698");
        server.breakWith("auth-plugin=ed25519");
        assertThat(Attempt.on(server).outcome()).startsWith("HY000 1524");
    }

    @Test
    void auth_plugin_may_be_one_that_no_client_speaks_any_more() {
        server.breakWith("auth-plugin=mysql_old_password");
        assertThat(Attempt.on(server).outcome()).startsWith("08004 1251");
    }

    @Test
    void host_not_allowed_is_1130() {
        server.breakWith("host-not-allowed");
        assertThat(Attempt.on(server).outcome()).startsWith("HY000 1130").contains("127.0.1.1");
    }

    @Test
    void host_blocked_is_1129_until_the_errors_are_flushed() {
        server.breakWith("host-blocked");
        assertThat(Attempt.on(server).outcome()).startsWith("HY000 1129").contains("127.0.0.3");
        server.sql("FLUSH HOSTS");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
    }

    @Test
    void permission_is_1142() {
        server.breakWith("permission");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(server, READ).outcome()).startsWith("42000 1142");
        assertThat(Attempt.on(server, WRITE).outcome()).startsWith("42000 1142");
    }

    @Test
    void database_missing_is_1049() {
        server.breakWith("database-missing");
        assertThat(Attempt.on(server).outcome()).startsWith("42000 1049");
        assertThat(Attempt.on(replica).outcome()).startsWith("42000 1049");
    }

    @Test
    void a_database_that_was_made_anew_gives_way_to_the_old_one() {
        server.breakWith("database-missing");
        server.sqlWithoutDatabase("CREATE DATABASE rsvp; CREATE TABLE rsvp.other (id int)");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        pair.heal();
        assertThat(server.value("SELECT count(*) FROM rsvp.guests")).isEqualTo("300");
    }

    @Test
    void schema_missing_is_1146() {
        server.breakWith("schema-missing");
        assertThat(Attempt.on(server, READ).outcome()).startsWith("42S02 1146");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
        server.breakWith("schema-missing=beat");
        assertThat(Attempt.on(server, WRITE).outcome()).startsWith("42S02 1146");
    }

    @Test
    void a_table_that_was_dropped_comes_back() {
        server.sql("DROP TABLE rsvps");
        pair.heal();
        assertThat(server.value("SELECT count(*) FROM rsvp.rsvps")).isEqualTo("240");
    }

    @Test
    void read_only_is_1290() {
        server.breakWith("read-only");
        assertThat(Attempt.on(server, WRITE).outcome())
                .startsWith("HY000 1290")
                .contains("--read-only");
    }

    @Test
    void locks_keep_writers_waiting_and_let_readers_pass() {
        server.breakWith("locks");
        assertThat(Attempt.on(server, "SET innodb_lock_wait_timeout = 1; " + WRITE).outcome())
                .startsWith("HY000 1205");
        assertThat(Attempt.on(server, READ).outcome()).isEqualTo("worked");
    }

    @Test
    void locked_tables_keep_readers_waiting_too() {
        server.breakWith("locks=table");
        assertThat(Attempt.on(server, "SET lock_wait_timeout = 1; " + READ).outcome())
                .startsWith("HY000 1205");
    }

    @Test
    void idle_in_transaction_shows_in_the_list_of_processes() {
        server.breakWith("idle-in-transaction=3");
        assertThat(
                        server.value(
                                """
                                SELECT count(*) FROM information_schema.innodb_trx t
                                JOIN information_schema.processlist p
                                    ON p.id = t.trx_mysql_thread_id
                                WHERE p.user = 'rsvp' AND p.command = 'Sleep'
                                """))
                .isEqualTo("3");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
    }

    @Test
    void idle_transactions_can_take_every_connection() {
        server.breakWith("idle-in-transaction=30");
        assertThat(Attempt.on(server).outcome()).startsWith("08004 1040");
    }

    @Test
    void slots_full_is_1040_while_the_administrator_gets_in() {
        server.breakWith("slots-full");
        // Whoever is refused before the handshake is told no SQLSTATE.
        assertThat(Attempt.on(server).outcome()).containsPattern("^(08004|HY000) 1040");
        // Until his session has ended he holds the one place that is left.
        await().ignoreExceptions().untilAsserted(() -> server.sql("SELECT 1"));
    }

    @Test
    void out_of_memory_is_1135_for_new_sessions() {
        server.breakWith("out-of-memory");
        assertThat(Attempt.on(server).outcome()).startsWith("HY000 1135");
        assertThat(server.pid()).isPresent();
    }

    @Test
    void two_faults_at_a_time_are_both_there_and_both_healed() {
        server.breakWith("cut-replication");
        assertThat(Attempt.on(server, WRITE).outcome()).contains("Read timed out");
        server.breakWith("wrong-password");
        assertThat(Attempt.on(server).outcome()).startsWith("28000 1045");
        assertThat(Attempt.on(replica).outcome()).startsWith("28000 1045");
    }

    @Test
    void packet_too_large_refuses_a_long_statement() {
        server.breakWith("packet-too-large");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(server, "SELECT '%s'".formatted("x".repeat(2000))).outcome())
                .contains("max_allowed_packet");
    }

    @Test
    void disk_full_is_1114_while_the_server_stays_up() {
        server.breakWith("disk-full");
        assertThat(Attempt.on(server, WRITE_MUCH).outcome()).startsWith("HY000 1114");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
    }

    @Test
    void wal_full_makes_commits_wait() {
        server.breakWith("wal-full");
        assertThat(Attempt.on(server, WRITE).outcome()).contains("Read timed out");
        assertThat(Attempt.on(server, READ).outcome()).isEqualTo("worked");
        assertThat(server.log()).content().contains("Disk is full writing");
    }

    @Test
    void corrupt_is_1877_for_the_damaged_table_alone() {
        server.breakWith("corrupt");
        assertThat(Attempt.on(server, READ).outcome()).startsWith("HY000 1877");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
        assertThat(server.log()).content().contains("corrupted");
    }

    @Test
    void tls_required_is_3159_without_tls_and_works_with_it() {
        server.breakWith("tls-required");
        assertThat(Attempt.on(server).outcome()).startsWith("08004 3159");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).isEqualTo("worked");
    }

    @Test
    void tls_required_of_the_user_looks_like_a_wrong_password() {
        server.breakWith("tls-required=user");
        assertThat(Attempt.on(server).outcome()).startsWith("28000 1045");
        assertThat(Attempt.withTls(server, "verify-full").outcome()).isEqualTo("worked");
    }

    @Test
    void tls_off_offers_no_tls() {
        server.breakWith("tls-off");
        assertThat(Attempt.on(server).outcome()).isEqualTo("worked");
        assertThat(Attempt.withTls(server, "trust").outcome()).contains("ssl not enabled");
    }

    @Test
    void tls_failed_presents_an_untrusted_certificate() {
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
        assertThat(Attempt.on(server, WRITE).outcome()).contains("Read timed out");
        await().until(() -> replica.replicaStatus().get("Last_IO_Errno").equals("2003"));
        server.sqlHere("DELETE FROM rsvp.sessions WHERE id = 1");
    }

    @Test
    void lag_leaves_the_replica_behind_while_commits_pass() {
        server.breakWith("lag=2");
        assertThat(replica.replicaStatus())
                .containsEntry("Slave_IO_Running", "Yes")
                .containsEntry("Slave_SQL_Running", "No");
        assertThat(Long.parseLong(replica.replicaStatus().get("Relay_Log_Space")))
                .isGreaterThan(1_900_000);
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
    }

    @Test
    void broken_replication_is_1062_at_the_replica() {
        server.breakWith("broken-replication");
        assertThat(replica.replicaStatus())
                .containsEntry("Slave_SQL_Running", "No")
                .containsEntry("Last_SQL_Errno", "1062");
    }

    @Test
    void a_replica_that_is_not_let_in_is_1045() {
        server.breakWith("broken-replication=io");
        assertThat(replica.replicaStatus())
                .containsEntry("Slave_IO_Running", "Connecting")
                .containsEntry("Last_IO_Errno", "1045");
    }

    @Test
    void async_lets_commits_pass_without_the_replica() {
        server.breakWith("async");
        replica.breakWith("freeze");
        assertThat(Attempt.on(server, WRITE).outcome()).isEqualTo("worked");
    }

    @Test
    void a_server_that_an_operator_started_is_adopted() {
        server.breakWith("kill");
        Path home = server.log().getParent();
        server.shell(
                """
                user=$(stat -c %%u '%1$s')
                [ "$(id -u)" = 0 ] || user=$(id -u)
                cd /
                setsid mariadbd --defaults-file='%1$s/server.cnf' --user="$user" >/dev/null 2>&1 &
                """
                        .formatted(home));
        await().atMost(Duration.ofSeconds(20)).until(() -> Attempt.on(server, WRITE).worked());
        long pid = server.pid().orElseThrow();
        pair.heal();
        assertThat(server.pid()).hasValue(pid);
        server.breakWith("kill");
        assertRefused();
    }

    @Test
    void settings_that_were_changed_by_hand_go_back() {
        server.sqlHere(
                "SET GLOBAL max_connections = 15, GLOBAL long_query_time = 3,"
                        + " GLOBAL sql_mode = 'ANSI'");
        pair.heal();
        assertThat(
                        server.value(
                                "SELECT concat_ws(' ', @@GLOBAL.max_connections,"
                                        + " @@GLOBAL.long_query_time)"))
                .isEqualTo("30 0.500000");
    }

    @Test
    void the_original_roles_come_back_after_a_promotion_that_left_no_epoch() {
        server.breakWith("kill");
        replica.sqlHere("STOP REPLICA; RESET REPLICA ALL; SET GLOBAL read_only = OFF");
        replica.sql("INSERT INTO rsvp_probe.beat VALUES ('promoted', 1, now(6))");
        pair.heal();
        assertThat(replica.value("SELECT @@read_only")).isEqualTo("1");
        assertThat(replica.rows("SELECT 1 FROM rsvp_probe.beat WHERE provider = 'promoted'"))
                .isEmpty();
    }

    @Test
    void one_that_took_over_starts_as_the_primary_from_then_on() {
        server.breakWith("kill");
        replica.sql("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = OFF");
        replica.sql("INSERT INTO rsvp_probe.epoch VALUES ('mysql', 'backup-mysql', 2, now(6))");
        pair.heal();
        replica.breakWith("kill");
        replica.instance().start();
        pair.awaitListening(replica, true);
        assertThat(Attempt.on(replica, WRITE).outcome()).isEqualTo("worked");
        assertThat(Attempt.on(server, WRITE).outcome()).startsWith("HY000 1290");
        pair.reset();
        assertThat(pair.primary()).isSameAs(server);
    }

    @Test
    void a_primary_that_follows_another_becomes_the_primary_again() {
        server.sqlHere(
                "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1; START REPLICA;"
                        + " SET GLOBAL read_only = ON");
        pair.heal();
        assertThat(server.replicaStatus()).isEmpty();
    }

    @Test
    void what_is_the_primary_s_alone_is_refused_at_the_replica() {
        assertThatThrownBy(() -> replica.breakWith("read-only"))
                .isInstanceOf(FaultRefused.class)
                .hasMessageContaining("./rsvp break mysql");
    }

    @Test
    void an_unknown_plugin_is_refused_with_those_that_are_known() {
        assertThatThrownBy(() -> server.breakWith("auth-plugin=pam"))
                .isInstanceOf(FaultRefused.class)
                .hasMessageContaining("unix_socket, ed25519, mysql_old_password");
    }

    @Test
    void every_fault_of_every_server_is_described() {
        for (MariadbServer each : List.of(server, replica)) {
            assertThat(each.faults()).allMatch(fault -> !fault.description().isBlank());
            assertThat(each.faults()).extracting("name").doesNotHaveDuplicates();
        }
    }

    private void assertRefused() {
        assertThat(Attempt.on(server).outcome()).contains("Connection refused");
    }
}
