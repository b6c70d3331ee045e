package org.rsvpplatform.sandbox.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * Short administrative sessions with a server. They never wait for the standby and write also where
 * the default is read-only, so that a broken server can still be mended.
 *
 * @param port the server's own port on loopback
 */
record Sql(int port, String database, Login login) {
    private static final String ADMINISTRATIVE =
            "-c synchronous_commit=local -c default_transaction_read_only=off";

    /** An open session of a plain client: nothing is set that a client would not set. */
    static Connection connect(int port, String database, Login login) throws SQLException {
        return connect(port, database, login, "prefer", "");
    }

    private static Connection connect(
            int port, String database, Login login, String tls, String options)
            throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, login.user());
        PGProperty.PASSWORD.set(properties, login.password());
        PGProperty.SSL_MODE.set(properties, tls);
        PGProperty.CONNECT_TIMEOUT.set(properties, "5");
        PGProperty.LOGIN_TIMEOUT.set(properties, "5");
        PGProperty.SOCKET_TIMEOUT.set(properties, "20");
        PGProperty.APPLICATION_NAME.set(properties, "sandbox");
        if (!options.isEmpty()) {
            PGProperty.OPTIONS.set(properties, options);
        }
        return new Driver()
                .connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /** Runs statements, separated by semicolons. */
    void execute(String statements) {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The rows of a query, each with its columns as texts. */
    List<List<String>> rows(String query) {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The first column of the only row. */
    String value(String query) {
        return rows(query).getFirst().getFirst();
    }

    /** Whether the server answers. */
    boolean answers() {
        try (Connection connection = open()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    Connection open() throws SQLException {
        // Without TLS: quicker, and it works whatever is wrong with the certificate.
        return connect(port, database, login, "disable", ADMINISTRATIVE);
    }

    // The statement is not repeated here: it may hold a password.
    private SandboxException failed(SQLException e) {
        return new SandboxException(
                "SQL on port %d failed with %s: %s"
                        .formatted(port, e.getSQLState(), e.getMessage()),
                e);
    }
}
