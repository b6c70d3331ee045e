package org.rsvpplatform.sandbox.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;

@Sandboxed
class PostgresPairTest {
    @Test
    void the_program_user_reads_the_demo_data_through_the_service_link(PostgresServer server)
            throws SQLException {
        try (Connection connection = server.connect();
                var result =
                        connection.createStatement().executeQuery("SELECT count(*) FROM guests")) {
            result.next();
            assertThat(result.getInt(1)).isEqualTo(300);
        }
    }

    @Test
    void the_standby_streams_synchronously(PostgresPair pair) {
        assertThat(
                        pair.primary()
                                .value(
                                        "SELECT application_name || ' ' || sync_state FROM"
                                                + " pg_stat_replication"))
                .isEqualTo("backup-postgresql sync");
    }
}
