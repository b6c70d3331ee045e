package org.rsvpplatform.database.postgresql.failover;

import org.junit.jupiter.api.Tag;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** Every fence, on the oldest version: {@code ./rsvp test --full}. */
@Tag("full")
@Sandboxed(postgres = "14")
class OldestFencesTest extends PostgresFencesTest {}
