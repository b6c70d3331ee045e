package org.rsvpplatform.database.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One client's session as the server shows it.
 *
 * @param application what the client calls itself; empty when it says nothing
 * @param client its address; empty over a local socket
 * @param inState how long it has been in its state
 * @param inTransaction how long its transaction has been open; empty when it has none
 * @param inStatement how long its statement has run; empty when none runs
 * @param waitsFor what the server says that it waits for; empty when it doesn't
 * @param statement its last statement without its literals; empty when it is hidden or idle
 */
public record ClientSession(
        long pid,
        String user,
        String application,
        String database,
        String client,
        State state,
        Duration inState,
        Optional<Duration> inTransaction,
        Optional<Duration> inStatement,
        String waitsFor,
        String statement) {

    /** What the sessions of this service call themselves. */
    public static final String OURS = "rsvp-probe";

    /** What a session does. */
    public enum State {
        ACTIVE,
        IDLE,
        /** A transaction is open, and nothing runs in it. */
        IDLE_IN_TRANSACTION,
        /** The same, after an error that the client has not answered with ROLLBACK. */
        IDLE_IN_TRANSACTION_ABORTED,
        OTHER,
        /** The server doesn't show it to the one who asks. */
        HIDDEN;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The word in answers and metrics. */
        @JsonValue
        public String label() {
            return label;
        }
    }

    /** Whether it holds a transaction open in which nothing runs. */
    public boolean idleInTransaction() {
        return state == State.IDLE_IN_TRANSACTION || state == State.IDLE_IN_TRANSACTION_ABORTED;
    }

    /** Whether it has held a transaction without working for so long. */
    public boolean idleInTransactionFor(Duration time) {
        return idleInTransaction() && inState.compareTo(time) >= 0;
    }

    /** Who it is, in words. */
    public String described() {
        return "session %d of user %s (%s%s)"
                .formatted(
                        pid,
                        user,
                        application.isEmpty() ? "no application name" : application,
                        client.isEmpty() ? "" : ", " + client);
    }
}
