package org.rsvpplatform.sandbox.mariadb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.sandbox.database.AdministrativeSessions;
import org.rsvpplatform.sandbox.process.SandboxException;

/** All accounts and privileges as the server keeps them, to see and undo what was changed. */
record GrantTables(Map<String, List<List<String>>> rows) {
    private static final List<String> TABLES =
            List.of(
                    "mysql.global_priv",
                    "mysql.db",
                    "mysql.tables_priv",
                    "mysql.columns_priv",
                    "mysql.procs_priv",
                    "mysql.roles_mapping",
                    "mysql.proxies_priv");

    static GrantTables read(MariadbSql sql) {
        try (Connection connection = sql.open();
                Statement statement = connection.createStatement()) {
            return read(statement);
        } catch (SQLException e) {
            throw new SandboxException("cannot read the grant tables", e);
        }
    }

    private static GrantTables read(Statement statement) throws SQLException {
        Map<String, List<List<String>>> rows = new LinkedHashMap<>();
        for (String table : TABLES) {
            try (ResultSet result =
                    statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2, 3")) {
                rows.put(table, AdministrativeSessions.rows(result));
            }
        }
        return new GrantTables(rows);
    }

    /** Puts them back where the server's are others. */
    void restore(MariadbSql sql) {
        try (Connection connection = sql.open();
                Statement statement = connection.createStatement()) {
            GrantTables found = read(statement);
            if (found.equals(this)) {
                return;
            }
            for (String table : TABLES) {
                if (!found.rows.get(table).equals(rows.get(table))) {
                    replace(connection, statement, table);
                }
            }
            statement.execute("FLUSH PRIVILEGES");
        } catch (SQLException e) {
            throw new SandboxException("cannot restore the grant tables", e);
        }
    }

    private void replace(Connection connection, Statement statement, String table)
            throws SQLException {
        statement.execute("DELETE FROM " + table);
        for (List<String> row : rows.get(table)) {
            String marks = String.join(", ", Collections.nCopies(row.size(), "?"));
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO %s VALUES (%s)".formatted(table, marks))) {
                for (int i = 0; i < row.size(); i++) {
                    insert.setString(i + 1, row.get(i));
                }
                insert.execute();
            }
        }
    }

    @Override
    public String toString() {
        return "GrantTables" + rows.keySet(); // not the hashes of the passwords
    }
}
