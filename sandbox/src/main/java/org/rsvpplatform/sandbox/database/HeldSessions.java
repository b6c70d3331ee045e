package org.rsvpplatform.sandbox.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.sandbox.process.Deadline;

/** Sessions that are kept open, with what they hold on to, until they are released. */
public final class HeldSessions {
    /** The name of the application that they pretend to be of. */
    public static final String APPLICATION = "rsvp-reports";

    /** A session of its probes, one of its observer and one of its heartbeat. */
    private static final int PLACES_OF_A_SERVICE = 3;

    /** Longer than two probes at the default interval. */
    private static final Duration UNTIL_IT_HAS_SEEN = Duration.ofSeconds(6);

    private static final Duration RETRY = Duration.ofMillis(100);

    private final List<Connection> held = new ArrayList<>();
    private int releases;

    /** Opens a session, or says why there is none. */
    public interface Opening {
        Connection open() throws SQLException;
    }

    public synchronized void hold(Connection connection) {
        held.add(connection);
    }

    /**
     * Takes the places, too, that a watching service gives back when it sees that few are left; not
     * those that an operator frees later.
     */
    public void takeWhatComesFree(Opening opening) {
        int before = releases();
        Thread.ofVirtual().name("held sessions").start(() -> take(opening, before));
    }

    private void take(Opening opening, int before) {
        Deadline end = Deadline.in(UNTIL_IT_HAS_SEEN);
        int left = PLACES_OF_A_SERVICE;
        boolean released = false;
        while (left > 0 && !released && !end.passed()) {
            if (taken(opening, before)) {
                left--;
            }
            released = Deadline.in(RETRY).met(() -> releases() != before);
        }
    }

    private boolean taken(Opening opening, int before) {
        try {
            Connection taken = opening.open();
            if (holdUnlessReleased(taken, before)) {
                return true;
            }
            taken.abort(Runnable::run);
        } catch (SQLException e) {
            // none is free
        }
        return false;
    }

    private synchronized int releases() {
        return releases;
    }

    private synchronized boolean holdUnlessReleased(Connection connection, int before) {
        return releases == before && held.add(connection);
    }

    public synchronized void release() {
        releases++;
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
