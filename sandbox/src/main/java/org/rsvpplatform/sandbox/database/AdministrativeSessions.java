package org.rsvpplatform.sandbox.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.sandbox.process.SandboxException;

/** Short administrative sessions with a server, one for each statement. */
public interface AdministrativeSessions {
    /** The server's own port on loopback. */
    int port();

    /** A new session. */
    Connection open() throws SQLException;

    /** Runs statements, separated by semicolons. */
    default void execute(String statements) {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The rows of a query, each with its columns as texts. */
    default List<List<String>> rows(String query) {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return rows(result);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** What a result holds, each row with its columns as texts. */
    static List<List<String>> rows(ResultSet result) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The first column of the only row. */
    default String value(String query) {
        return rows(query).getFirst().getFirst();
    }

    /** Whether the server answers. */
    default boolean answers() {
        try (Connection connection = open()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    // The statement is not repeated here: it may hold a password.
    private SandboxException failed(SQLException e) {
        return new SandboxException(
                "SQL on port %d failed with %s: %s"
                        .formatted(port(), e.getSQLState(), e.getMessage()),
                e);
    }
}
