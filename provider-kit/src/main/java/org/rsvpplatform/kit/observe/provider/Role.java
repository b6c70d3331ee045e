package org.rsvpplatform.kit.observe.provider;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The part a provider plays in its group. */
public enum Role {
    /** The one that the platform's programs use. */
    ACTIVE,
    /** One that can take the active one's place. */
    STANDBY;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
