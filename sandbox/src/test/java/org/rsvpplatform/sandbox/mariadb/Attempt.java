package org.rsvpplatform.sandbox.mariadb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.rsvpplatform.sandbox.process.Login;

/** What a client of the platform sees when it logs in through the service link and runs SQL. */
record Attempt(String outcome) {
    private static final String WORKED = "worked";

    static Attempt on(MariadbServer server) {
        return on(server, "SELECT 1");
    }

    static Attempt on(MariadbServer server, String sql) {
        return as(server.logins().program(), server, "rsvp", sql, "disable");
    }

    static Attempt withTls(MariadbServer server, String mode) {
        return as(server.logins().program(), server, "rsvp", "SELECT 1", mode);
    }

    static Attempt as(
            Login login, MariadbServer server, String database, String sql, String sslMode) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("sslMode", sslMode);
        properties.setProperty("connectTimeout", "1000");
        properties.setProperty("socketTimeout", "2000");
        properties.setProperty("allowMultiQueries", "true");
        if (sslMode.startsWith("verify")) {
            properties.setProperty("serverSslCert", server.authorityPem());
        }
        try (Connection connection =
                DriverManager.getConnection(
                        "jdbc:mariadb://127.0.0.1:%d/%s".formatted(server.servicePort(), database),
                        properties)) {
            connection.createStatement().execute(sql);
            return new Attempt(WORKED);
        } catch (SQLException e) {
            return new Attempt(e.getSQLState() + " " + e.getErrorCode() + " " + causes(e));
        }
    }

    private static String causes(Throwable e) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append(" / ");
        }
        return text.toString();
    }

    boolean worked() {
        return outcome.equals(WORKED);
    }
}
