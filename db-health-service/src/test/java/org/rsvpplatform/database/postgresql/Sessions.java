package org.rsvpplatform.database.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** Sessions of the platform's programs, open until they are closed. */
record Sessions(List<Connection> connections) implements AutoCloseable {
    static Sessions open(PostgresServer server, int count) {
        List<Connection> opened = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                opened.add(server.connect());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Sessions(opened);
    }

    int count() {
        return connections.size();
    }

    @Override
    public void close() {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                // gone already
            }
        }
    }
}
