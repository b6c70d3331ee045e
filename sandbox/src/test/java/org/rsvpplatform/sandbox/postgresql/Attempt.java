package org.rsvpplatform.sandbox.postgresql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.rsvpplatform.sandbox.process.Login;

/** What a client of the platform sees when it logs in through the service link and runs SQL. */
record Attempt(String outcome) {
    private static final String WORKED = "worked";

    static Attempt on(PostgresServer server) {
        return on(server, "SELECT 1");
    }

    static Attempt on(PostgresServer server, String sql) {
        return as(server.logins().program(), server, sql, "disable");
    }

    static Attempt withTls(PostgresServer server, String mode) {
        return as(server.logins().program(), server, "SELECT 1", mode);
    }

    static Attempt as(Login login, PostgresServer server, String sql, String sslMode) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("sslmode", sslMode);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "1");
        properties.setProperty("socketTimeout", "2");
        try {
            if (sslMode.startsWith("verify")) {
                Path authority = Files.createTempFile("authority", ".pem");
                authority.toFile().deleteOnExit();
                Files.writeString(authority, server.authorityPem());
                properties.setProperty("sslrootcert", authority.toString());
            }
            try (Connection connection =
                    DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:%d/rsvp".formatted(server.servicePort()),
                            properties)) {
                connection.createStatement().execute(sql);
                return new Attempt(WORKED);
            }
        } catch (SQLException e) {
            return new Attempt(e.getSQLState() + " " + causes(e));
        } catch (IOException e) {
            throw new AssertionError(e);
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
