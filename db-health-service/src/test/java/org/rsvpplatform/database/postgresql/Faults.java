package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Assumptions;
import org.rsvpplatform.sandbox.fault.Breakable;
import org.rsvpplatform.sandbox.fault.FaultRefused;

/** Faults that a machine may not be able to give. */
public final class Faults {
    private Faults() {}

    /** Breaks the server, or skips the test with the reason. */
    public static void tryTo(Breakable server, String fault) {
        try {
            server.breakWith(fault);
        } catch (FaultRefused e) {
            Assumptions.abort(e.getMessage());
        }
    }
}
