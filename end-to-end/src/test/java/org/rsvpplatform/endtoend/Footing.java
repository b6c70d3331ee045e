package org.rsvpplatform.endtoend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a pair stands when its active node is lost.
 *
 * @param synchronous whether commits wait for the standby; else a loss is accepted
 * @param hook whether there is one that fences
 */
record Footing(boolean synchronous, boolean hook) {
    /** As the sandbox configures it. */
    static final Footing USUAL = new Footing(true, true);

    static final Footing NO_HOOK = new Footing(true, false);
    static final Footing ASYNCHRONOUS = new Footing(false, true);
    static final Footing ASYNCHRONOUS_NO_HOOK = new Footing(false, false);

    private static final String ACCEPTED =
            "\n        maxLoss: { bytes: 1000000000, transactions: 1000000 }";

    /**
     * A configuration in which it stands.
     *
     * @param before another one
     */
    private String in(String before, String group) {
        Matcher section =
                Pattern.compile(
                                "(?s)\n  groups:\n(?:.*?\n)?    "
                                        + Pattern.quote(group)
                                        + ":\n      failover:((?:\n        [^\n]*)+)")
                        .matcher(before);
        if (!section.find()) {
            throw new AssertionError("no group %s in\n%s".formatted(group, before));
        }
        String lines = section.group(1);
        if (!hook) {
            lines = lines.replaceFirst("\n        hook: [^\n]*", "");
        }
        if (!synchronous) {
            lines += ACCEPTED;
        }
        return before.substring(0, section.start(1)) + lines + before.substring(section.end(1));
    }

    /** Stands in it until that is closed. */
    Configuration.Changed on(Suite suite, String group) {
        return new Configuration(suite).changed(before -> in(before, group));
    }

    /** Such as {@code synchronous, with a hook}. */
    String told() {
        return (synchronous ? "synchronous" : "asynchronous")
                + (hook ? ", with a hook" : ", without a hook");
    }
}
