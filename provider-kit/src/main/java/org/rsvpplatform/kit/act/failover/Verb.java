package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a group's active provider changes, from the least risk to the most. */
public enum Verb {
    /** Both are well: nothing is lost, and it goes back by itself when it can't finish. */
    SWITCHOVER,
    /** The active one is gone: every guard must hold. */
    FAILOVER,
    /** An operator accepts the loss that the plan names. */
    FORCE;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
