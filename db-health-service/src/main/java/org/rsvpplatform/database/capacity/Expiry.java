package org.rsvpplatform.database.capacity;

import java.time.Duration;

/**
 * A password that ends.
 *
 * @param host the host of its account, where accounts have one; else empty
 * @param on when, as the server writes it
 * @param left negative when it is over
 */
public record Expiry(String role, String host, String on, Duration left) {
    /** Whose it is, as the server names the account. */
    public String account() {
        return host.isEmpty() ? role : role + "@" + host;
    }
}
