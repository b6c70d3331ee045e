package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Tag;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** What the oldest version knows of itself: {@code ./rsvp test --full}. */
@Tag("full")
@Sandboxed(postgres = "14")
class OldestCapacityTest extends CapacityTest {}
