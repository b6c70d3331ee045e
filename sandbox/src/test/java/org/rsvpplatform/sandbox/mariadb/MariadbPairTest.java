package org.rsvpplatform.sandbox.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;

@Sandboxed
class MariadbPairTest {
    @Test
    void the_program_user_reads_the_demo_data_through_the_service_link(MariadbServer server)
            throws SQLException {
        try (Connection connection = server.connect();
                var result =
                        connection.createStatement().executeQuery("SELECT count(*) FROM guests")) {
            result.next();
            assertThat(result.getInt(1)).isEqualTo(300);
        }
    }

    @Test
    void a_commit_is_at_the_replica_when_it_is_acknowledged(MariadbPair pair) {
        pair.primary().sql("REPLACE INTO rsvp_probe.beat VALUES ('pair', 1, now(6))");
        assertThat(pair.replica().replicaStatus())
                .containsEntry("Using_Gtid", "Slave_Pos")
                .containsEntry("Gtid_IO_Pos", pair.primary().value("SELECT @@gtid_binlog_pos"));
        assertThat(pair.replicates()).isTrue();
        assertThat(
                        pair.replica()
                                .value(
                                        "SELECT count(*) FROM rsvp_probe.beat WHERE provider ="
                                                + " 'pair'"))
                .isEqualTo("1");
        assertThat(pair.replica().value("SELECT @@read_only")).isEqualTo("1");
    }

    @Test
    void an_operator_logs_in_with_the_client(MariadbServer server) {
        assertThat(server.shell("mariadb -N -e 'SELECT current_user()'").strip())
                .isEqualTo("admin@127.0.0.%");
    }

    @Test
    void the_program_user_may_not_change_the_schema(MariadbServer server) {
        assertThat(Attempt.on(server, "CREATE TABLE x (id int)").outcome())
                .startsWith("42000 1142");
    }

    @Test
    void the_observer_sees_accounts_without_their_hashes(MariadbServer server) {
        assertThat(
                        Attempt.as(
                                        server.logins().observer(),
                                        server,
                                        "",
                                        "SELECT Host, User, plugin, ssl_type FROM mysql.user;"
                                                + " SHOW REPLICA STATUS",
                                        "disable")
                                .outcome())
                .isEqualTo("worked");
        assertThat(
                        Attempt.as(
                                        server.logins().observer(),
                                        server,
                                        "",
                                        "SELECT * FROM mysql.global_priv",
                                        "disable")
                                .outcome())
                .startsWith("42000 1142");
    }
}
