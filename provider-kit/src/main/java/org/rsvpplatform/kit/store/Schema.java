package org.rsvpplatform.kit.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Brings the tables of a store to the version of this release. The versions stand in one file per
 * dialect.
 */
final class Schema {

    private static final String SQLITE = "/store/sqlite.sql";

    private Schema() {}

    /** The store was written by a release that knows more versions than this one. */
    static final class TooNewException extends Exception {
        private static final long serialVersionUID = 1L;

        TooNewException(int found, int known) {
            super(
                    String.format(
                            Locale.ROOT,
                            "its schema has version %d, this release knows %d",
                            found,
                            known));
        }
    }

    /** All or nothing, within the connection's transaction. */
    static void bringForward(Connection connection) throws SQLException, TooNewException {
        try (Statement statement = connection.createStatement()) {
            int found = version(statement);
            List<String> versions = versions();
            if (found > versions.size()) {
                throw new TooNewException(found, versions.size());
            }
            for (String version : versions.subList(found, versions.size())) {
                for (String sql : version.split(";\\s*(?:\n|$)")) {
                    if (!sql.isBlank()) {
                        statement.executeUpdate(sql);
                    }
                }
            }
            if (found < versions.size()) {
                statement.executeUpdate("PRAGMA user_version = " + versions.size());
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static List<String> versions() {
        return Stream.of(text().split("(?m)^-- version \\d+$")).skip(1).map(Schema::bare).toList();
    }

    private static String bare(String sql) {
        return sql.replaceAll("--[^\n]*", "").strip();
    }

    private static String text() {
        try (InputStream in = Schema.class.getResourceAsStream(SQLITE)) {
            return new String(
                    Objects.requireNonNull(in, SQLITE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
