package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Tag;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** Every fault of the login, on the oldest version: {@code ./rsvp test --full}. */
@Tag("full")
@Sandboxed(postgres = "14")
class OldestLoginTest extends LoginTest {}
