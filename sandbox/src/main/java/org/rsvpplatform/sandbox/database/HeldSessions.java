package org.rsvpplatform.sandbox.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sessions that are kept open, with what they hold on to, until they are released. */
public final class HeldSessions {
    /** The name of the application that they pretend to be of. */
    public static final String APPLICATION = "rsvp-reports";

    private final List<Connection> held = new ArrayList<>();

    public synchronized void hold(Connection connection) {
        held.add(connection);
    }

    public synchronized void release() {
        for (Connection connection : held) {
            try {
                connection.abort(Runnable::run); // no farewell: the server may be frozen
            } catch (SQLException e) {
                // gone already, which is what we want
            }
        }
        held.clear();
    }
}
