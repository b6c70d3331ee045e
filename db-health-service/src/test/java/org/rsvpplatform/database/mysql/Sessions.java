package org.rsvpplatform.database.mysql;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Sessions of the platform's programs, open until they are closed. */
record Sessions(List<Connection> connections) implements AutoCloseable {
    /** As many as asked for, or as the server takes. */
    static Sessions until(MariadbServer server, int most) {
        List<Connection> opened = new ArrayList<>();
        try {
            while (opened.size() < most) {
                opened.add(server.connect());
            }
        } catch (SQLException e) {
            // that was the last one
        }
        return new Sessions(opened);
    }

    /** Just so many, although a probe may have one of them for a moment. */
    static Sessions exactly(MariadbServer server, int count) {
        List<Connection> opened = new ArrayList<>();
        await().atMost(Duration.ofSeconds(5))
                .until(
                        () -> {
                            opened.addAll(until(server, count - opened.size()).connections());
                            return opened.size() == count;
                        });
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
