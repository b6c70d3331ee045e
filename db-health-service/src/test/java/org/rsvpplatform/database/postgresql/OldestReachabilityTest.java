package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** Every fault of the way to the server, on the oldest version: {@code ./rsvp test --full}. */
@Tag("full")
@Sandboxed(postgres = "14")
class OldestReachabilityTest extends ReachabilityTest {
    /** The sandbox can't hold a server of this version in its start, and says so. */
    @Override
    @Test
    void a_server_that_starts_says_so() {
        assertThatThrownBy(() -> server.breakWith("starting-up"))
                .isInstanceOf(FaultRefused.class)
                .hasMessageContaining("it needs PostgreSQL 15 or newer");
    }
}
