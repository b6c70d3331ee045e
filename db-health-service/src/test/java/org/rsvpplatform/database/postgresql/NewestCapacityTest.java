package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Tag;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** What the newest version knows of itself: {@code ./rsvp test --full}. */
@Tag("full")
@Sandboxed(postgres = "18")
class NewestCapacityTest extends CapacityTest {}
