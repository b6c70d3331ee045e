package org.rsvpplatform.sandbox.mariadb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.mariadb.jdbc.Driver;
import org.rsvpplatform.sandbox.database.AdministrativeSessions;
import org.rsvpplatform.sandbox.process.Login;

/**
 * Administrative sessions with a MariaDB server.
 *
 * @param port the server's own port on loopback
 * @param database empty for none
 * @param source the address that the server sees, from which the account is chosen
 * @param sessionVariables what is set for each session, empty for nothing
 */
record MariadbSql(int port, String database, Login login, String source, String sessionVariables)
        implements AdministrativeSessions {
    /** The account that is the sandbox's own; no fault touches it. */
    static final String OWN_USER = "rsvp_sandbox";

    /** Where the sandbox's own account comes from; nobody else does. */
    static final String OWN_HOST = "127.0.0.2";

    /** Where all other accounts may come from. */
    static final String CLIENT_HOST = "127.0.0.%";

    private static final String CLIENT_ADDRESS = "127.0.0.1";

    private static final int SECURE_TRANSPORT_REQUIRED = 3159;

    /**
     * Sessions of the sandbox's own account. What they change stays out of the binary log: so they
     * never wait for a replica, and a fault or its healing is no event of replication.
     *
     * @param extraPort the port that has room when the other is full
     */
    static MariadbSql own(int extraPort, Login login) {
        return new MariadbSql(extraPort, "", login, OWN_HOST, "sql_log_bin=0,lock_wait_timeout=5");
    }

    /** Sessions as an administrator has them: what they change is replicated. */
    static MariadbSql admin(int port, String database, Login login) {
        return new MariadbSql(port, database, login, CLIENT_ADDRESS, "");
    }

    /** An open session of a plain client: nothing is set that a client would not set. */
    static Connection connect(int port, String database, Login login) throws SQLException {
        return new MariadbSql(port, database, login, CLIENT_ADDRESS, "").open("disable");
    }

    /** The same for a program with a name of its own, as the server's views show it. */
    static Connection connectAs(String program, int port, String database, Login login)
            throws SQLException {
        return new MariadbSql(port, database, login, CLIENT_ADDRESS, "")
                .open("disable", "program_name:" + program);
    }

    /** The statement that gives an account this password. */
    static String setPassword(Login login, String host) {
        return "ALTER USER %s@'%s' IDENTIFIED BY '%s';\n"
                .formatted(login.user(), host, login.password());
    }

    /**
     * Without TLS, so that it works whatever is wrong with that; with it where the server insists.
     */
    @Override
    public Connection open() throws SQLException {
        try {
            return open("disable");
        } catch (SQLException e) {
            if (e.getErrorCode() == SECURE_TRANSPORT_REQUIRED) {
                return open("trust");
            }
            throw e;
        }
    }

    private Connection open(String tls) throws SQLException {
        return open(tls, "");
    }

    private Connection open(String tls, String attributes) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("sslMode", tls);
        properties.setProperty("connectTimeout", "2000");
        properties.setProperty("socketTimeout", "20000");
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("localSocketAddress", source);
        if (!attributes.isEmpty()) {
            properties.setProperty("connectionAttributes", attributes);
        }
        if (!sessionVariables.isEmpty()) {
            properties.setProperty("sessionVariables", sessionVariables);
        }
        return new Driver()
                .connect("jdbc:mariadb://127.0.0.1:" + port + "/" + database, properties);
    }
}
