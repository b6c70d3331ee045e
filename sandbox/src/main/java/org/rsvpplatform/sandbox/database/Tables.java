package org.rsvpplatform.sandbox.database;

import java.util.List;
import java.util.Optional;
import org.rsvpplatform.sandbox.fault.Argument;

/** The tables of the demo data. */
public final class Tables {
    /** The one that the health services write to; it lies in {@code rsvp_probe}. */
    public static final String BEAT = "beat";

    /** What nothing else refers to and the platform can't do without. */
    private static final String DEFAULT = "rsvps";

    /** All of them. */
    public static final List<String> ALL =
            List.of("users", "sessions", "events", "guests", DEFAULT, BEAT);

    private Tables() {}

    /** The table that a fault's argument names. */
    public static String named(Optional<String> argument, String fault) {
        return argument.map(text -> Argument.word(text, ALL, fault + "=" + DEFAULT))
                .orElse(DEFAULT);
    }

    /**
     * The name with its schema.
     *
     * @param schema where the platform's tables lie
     */
    public static String qualified(String table, String schema) {
        return (table.equals(BEAT) ? "rsvp_probe" : schema) + "." + table;
    }
}
