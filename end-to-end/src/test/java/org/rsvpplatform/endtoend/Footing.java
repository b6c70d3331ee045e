package org.rsvpplatform.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static final String ACCEPTED =
            "\n        maxLoss: { bytes: 1000000000, transactions: 1000000 }";

    /**
     * Puts it into the configuration, as far as it stands there.
     *
     * @return the configuration as it was
     */
    String configure(Suite suite, String group) {
        Path file = file(suite);
        String before = read(file);
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
        put(
                suite,
                before.substring(0, section.start(1)) + lines + before.substring(section.end(1)));
        return before;
    }

    /** Uses a configuration that was there before. */
    static void restore(Suite suite, String before) {
        put(suite, before);
    }

    private static void put(Suite suite, String text) {
        if (!text.equals(read(file(suite)))) {
            suite.applied(() -> write(file(suite), text));
        }
    }

    /** Such as {@code synchronous, with a hook}. */
    String told() {
        return (synchronous ? "synchronous" : "asynchronous")
                + (hook ? ", with a hook" : ", without a hook");
    }

    private static Path file(Suite suite) {
        return suite.checkout().file(".rsvp/sandbox/providers.yaml");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
