package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Tag;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** Every fault of replication, on the newest version: {@code ./rsvp test --full}. */
@Tag("full")
@Sandboxed(postgres = "18")
class NewestReplicationTest extends ReplicationTest {}
