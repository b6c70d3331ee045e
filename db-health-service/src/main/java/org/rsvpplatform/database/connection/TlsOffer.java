package org.rsvpplatform.database.connection;

import java.time.Duration;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Remembers for a while that a server offers no TLS, so that not every probe of it costs a second
 * connection.
 */
public final class TlsOffer {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private volatile Deadline noneUntil;

    public boolean noneLately() {
        Deadline until = noneUntil;
        return until != null && !until.passed();
    }

    public void none() {
        noneUntil = Deadline.in(REMEMBERED);
    }

    public void forget() {
        noneUntil = null;
    }
}
