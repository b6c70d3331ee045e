package org.rsvpplatform.sandbox.mariadb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.SandboxException;

/** A server's side of replication, where it is the one that receives. */
final class Replica {
    private Replica() {}

    /** What {@code SHOW REPLICA STATUS} says, by column; empty where there is no replication. */
    static Map<String, String> status(MariadbSql sql) {
        try (Connection connection = sql.open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW REPLICA STATUS")) {
            Map<String, String> status = new LinkedHashMap<>();
            if (result.next()) {
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    status.put(result.getMetaData().getColumnLabel(i), result.getString(i));
                }
            }
            return status;
        } catch (SQLException e) {
            throw new SandboxException("cannot ask for the replica's status", e);
        }
    }

    /** Whether it receives and applies. */
    static boolean runs(Map<String, String> status) {
        return "Yes".equals(status.get("Slave_IO_Running"))
                && "Yes".equals(status.get("Slave_SQL_Running"));
    }

    /** Whether it has given up, which it does not while it only can't reach the other. */
    static boolean failed(Map<String, String> status) {
        return Stream.of("IO", "SQL")
                .anyMatch(
                        thread ->
                                "No".equals(status.get("Slave_%s_Running".formatted(thread)))
                                        && !"0"
                                                .equals(
                                                        status.get(
                                                                "Last_%s_Errno"
                                                                        .formatted(thread))));
    }

    /**
     * Makes the server follow another from this position on, whatever it did before.
     *
     * @param port where the other is reached
     * @param position the GTID position that the data stands at
     */
    static void follow(MariadbSql sql, int port, Login login, String position) {
        // Without TLS: replication goes on whatever is wrong with the other's certificate.
        sql.execute(
                """
                STOP REPLICA;
                RESET REPLICA ALL;
                RESET MASTER;
                SET GLOBAL gtid_slave_pos = '%s';
                CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = %d,
                    MASTER_USER = '%s', MASTER_PASSWORD = '%s', MASTER_SSL = 0,
                    MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_CONNECT_RETRY = 1,
                    MASTER_HEARTBEAT_PERIOD = 0.5, MASTER_USE_GTID = slave_pos;
                START REPLICA;
                """
                        .formatted(position, port, login.user(), login.password()));
    }
}
