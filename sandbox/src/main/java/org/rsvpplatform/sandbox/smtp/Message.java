package org.rsvpplatform.sandbox.smtp;

import java.time.Instant;

/**
 * A message that a server accepted.
 *
 * @param content headers and body as they came over the wire
 */
public record Message(String from, String to, String content, Instant receivedAt) {}
