package org.rsvpplatform.kit.observe.cause;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether changing the active provider of the group helps against a cause. */
public enum Switch {
    /** The fault is the active provider's own: another one does not have it. */
    CURES,
    /** The fault is ours (configuration, our network, the request): a switch carries it along. */
    NEVER,
    /** Helps if a look at the standby shows that it does not have the same fault. */
    IF_STANDBY_UNAFFECTED;

    /** The spelling in the catalogue and in JSON: {@code if-standby-unaffected}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
