package org.rsvpplatform.database.postgresql.connection;

import java.time.Duration;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Remembers for a while that a server offers no TLS, so that not every probe of it costs a second
 * connection.
 */
final class TlsOffer {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private volatile Deadline noneUntil;

    boolean noneLately() {
        Deadline until = noneUntil;
        return until != null && !until.passed();
    }

    void none() {
        noneUntil = Deadline.in(REMEMBERED);
    }

    void forget() {
        noneUntil = null;
    }
}
