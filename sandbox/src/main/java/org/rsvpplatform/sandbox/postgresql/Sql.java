package org.rsvpplatform.sandbox.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.rsvpplatform.sandbox.database.AdministrativeSessions;
import org.rsvpplatform.sandbox.process.Login;

/**
 * Short administrative sessions with a server. They never wait for the standby and write also where
 * the default is read-only, so that a broken server can still be mended.
 *
 * @param port the server's own port on loopback
 */
record Sql(int port, String database, Login login) implements AdministrativeSessions {
    private static final String ADMINISTRATIVE =
            "-c synchronous_commit=local -c default_transaction_read_only=off";

    /** An open session of a plain client: nothing is set that a client would not set. */
    static Connection connect(int port, String database, Login login) throws SQLException {
        return connect(port, database, login, "prefer", "", "sandbox");
    }

    /** The same for a program with a name of its own, as the server's views show it. */
    static Connection connectAs(String program, int port, String database, Login login)
            throws SQLException {
        return connect(port, database, login, "prefer", "", program);
    }

    private static Connection connect(
            int port,
            String database,
            Login login,
            String tls,
            String options,
            String applicationName)
            throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, login.user());
        PGProperty.PASSWORD.set(properties, login.password());
        PGProperty.SSL_MODE.set(properties, tls);
        PGProperty.CONNECT_TIMEOUT.set(properties, "5");
        PGProperty.LOGIN_TIMEOUT.set(properties, "5");
        PGProperty.SOCKET_TIMEOUT.set(properties, "20");
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        if (!options.isEmpty()) {
            PGProperty.OPTIONS.set(properties, options);
        }
        return new Driver()
                .connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    @Override
    public Connection open() throws SQLException {
        // Without TLS: quicker, and it works whatever is wrong with the certificate.
        return connect(port, database, login, "disable", ADMINISTRATIVE, "sandbox");
    }
}
