package org.rsvpplatform.endtoend;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A URL of {@code ./rsvp env} with credentials: how a program or an administrator logs in. */
record DatabaseUrl(URI uri) {
    private static final int SECURE_TRANSPORT_REQUIRED = 3159;

    static DatabaseUrl of(String text) {
        return new DatabaseUrl(URI.create(text));
    }

    String user() {
        return uri.getUserInfo().split(":", 2)[0];
    }

    String password() {
        return uri.getUserInfo().split(":", 2)[1];
    }

    String database() {
        return uri.getPath().substring(1);
    }

    boolean isMysql() {
        return uri.getScheme().equals("mysql");
    }

    /** For a pool, with its user and password beside it. */
    String jdbc() {
        return "jdbc:%s://%s:%d%s"
                .formatted(
                        isMysql() ? "mariadb" : "postgresql",
                        uri.getHost(),
                        uri.getPort(),
                        uri.getPath());
    }

    /** A session with the database of the URL. */
    Connection connect() throws SQLException {
        return connectTo(database(), Map.of());
    }

    /**
     * A session with another database.
     *
     * @param database empty for none, which only MariaDB takes
     * @param more properties of the driver
     */
    Connection connectTo(String database, Map<String, String> more) throws SQLException {
        if (!isMysql()) {
            return open("postgresql", database, more);
        }
        try {
            return open("mariadb", database, with(more, "sslMode", "disable"));
        } catch (SQLException e) {
            if (e.getErrorCode() == SECURE_TRANSPORT_REQUIRED) {
                return open("mariadb", database, with(more, "sslMode", "trust"));
            }
            throw e;
        }
    }

    private static Map<String, String> with(Map<String, String> more, String key, String value) {
        Map<String, String> all = new HashMap<>(more);
        all.put(key, value);
        return all;
    }

    private Connection open(String driver, String database, Map<String, String> more)
            throws SQLException {
        Properties properties = new Properties();
        properties.putAll(more);
        properties.setProperty("user", user());
        properties.setProperty("password", password());
        return DriverManager.getConnection(
                "jdbc:%s://%s:%d/%s".formatted(driver, uri.getHost(), uri.getPort(), database),
                properties);
    }
}
