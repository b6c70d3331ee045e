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

    /** Takes each session that comes free, as pools do that retry, until all are released. */
    public void takeWhatComesFree(Opening opening) {
        int now = releases();
        Thread.ofVirtual()
                .name("held sessions")
                .start(
                        () ->
                                Deadline.in(Duration.ofDays(1))
                                        .met(
                                                () -> {
                                                    takeOne(opening, now);
                                                    return Deadline.in(RETRY)
                                                            .met(() -> releases() != now);
                                                }));
    }

    private void takeOne(Opening opening, int before) {
        try {
            Connection taken = opening.open();
            if (!holdUnlessReleased(taken, before)) {
                taken.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // none is free
        }
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
