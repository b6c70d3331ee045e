package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.rsvpplatform.kit.observe.provider.State;

/** What a result says to a script: its exit code follows from it. */
public enum Verdict {
    GOOD,
    /** Something is not as it should be; only {@code --strict} makes it a failure. */
    WARNING,
    BAD;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public static Verdict of(State state) {
        return switch (state) {
            case UP -> GOOD;
            case DEGRADED -> WARNING;
            case UNKNOWN, DOWN -> BAD;
        };
    }
}
