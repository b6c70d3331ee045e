package org.rsvpplatform.database.capacity;

import java.time.Duration;

/**
 * A password that ends.
 *
 * @param on when, as the server writes it
 * @param left negative when it is over
 */
public record Expiry(String role, String on, Duration left) {}
