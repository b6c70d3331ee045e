package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Assumptions;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** Faults that a machine may not be able to give. */
final class Faults {
    private Faults() {}

    /** Breaks the server, or skips the test with the reason. */
    static void tryTo(PostgresServer server, String fault) {
        try {
            server.breakWith(fault);
        } catch (FaultRefused e) {
            Assumptions.abort(e.getMessage());
        }
    }
}
