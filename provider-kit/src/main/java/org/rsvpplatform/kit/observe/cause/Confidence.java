package org.rsvpplatform.kit.observe.cause;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How sure a diagnosis is. A diagnosis of {@code unknown} has none. */
public enum Confidence {
    /** An inquiry or the server's own word excludes the neighbours. */
    CONFIRMED,
    /** The best of several, which the diagnosis lists. */
    LIKELY;

    /** The word in JSON. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The confidence of a word, case ignored. */
    @JsonCreator
    public static Confidence of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
