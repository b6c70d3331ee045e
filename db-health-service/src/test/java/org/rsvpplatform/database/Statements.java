package org.rsvpplatform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;

/** Statements of a program, and the errors that it meets. */
public final class Statements {
    private Statements() {}

    /** The error of a statement that must fail. */
    public static SQLException failing(Connection session, String statement) {
        AtomicReference<SQLException> error = new AtomicReference<>();
        keep(error, session, statement);
        assertThat((Object) error.get()).as(statement).isNotNull();
        return error.get();
    }

    /** Runs a statement and keeps its error, if it has one. */
    public static void keep(
            AtomicReference<SQLException> error, Connection session, String statement) {
        try {
            run(session, statement);
        } catch (SQLException e) {
            error.set(e);
        }
    }

    public static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
