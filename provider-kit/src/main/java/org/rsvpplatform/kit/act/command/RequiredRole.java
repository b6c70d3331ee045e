package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The least role that a person needs; each includes the ones before it. */
public enum RequiredRole {
    VIEWER,
    OPERATOR,
    ADMIN;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
