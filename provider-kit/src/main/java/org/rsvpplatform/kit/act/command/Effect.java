package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a command does to the world. */
public enum Effect {
    /** Looks; answers at once and stores nothing. */
    READ,
    /** Changes something that can be changed back; it becomes a run. */
    CHANGE,
    /** May lose something; it needs a plan's hash. */
    DESTROY;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
