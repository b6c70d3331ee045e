package org.rsvpplatform.kit.observe.cause;

import java.util.List;
import java.util.Set;

/**
 * One entry of the catalogue.
 *
 * @param code the stable code, such as {@code db.connection-refused}
 * @param title a few words for a headline
 * @param meaning what is the case when this is the cause
 * @param distinguish what tells it from its neighbours
 * @param guide the section of the troubleshooting guide that treats it
 * @param switchover whether changing the active provider helps
 * @param remedies what helps, the most likely first, still with placeholders
 * @param alternatives neighbours that the same evidence usually allows
 * @param explains causes that follow from this one: next to it they are consequences
 */
public record Cause(
        String code,
        String title,
        String meaning,
        String distinguish,
        String guide,
        Switch switchover,
        List<RemedyTemplate> remedies,
        List<String> alternatives,
        Set<String> explains) {

    /** The code that says that no cause is known. */
    public static final String UNKNOWN = "unknown";

    public Cause {
        remedies = List.copyOf(remedies);
        alternatives = List.copyOf(alternatives);
        explains = Set.copyOf(explains);
    }

    /** Where the generated documentation explains this cause. */
    public String link() {
        return link(code);
    }

    static String link(String code) {
        return "docs/causes.md#" + code;
    }
}
