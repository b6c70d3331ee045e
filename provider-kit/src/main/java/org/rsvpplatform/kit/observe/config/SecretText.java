package org.rsvpplatform.kit.observe.config;

import java.util.Locale;

/**
 * Where a secret's text comes from: the environment, a file, or, with a warning, the configuration
 * itself.
 */
record SecretText(Source source, int line, String path) {

    private static final String FILE = "file:";

    /** Shorter ones can't be hidden in texts without mangling them. */
    private static final int SHORTEST = 4;

    /** Null when the file that it names can't be used; that fault is noted. */
    String from(String raw, String substituted) {
        boolean inFile = raw.startsWith(FILE);
        String text =
                inFile
                        ? source.secretFile(line, path, substituted.substring(FILE.length()))
                        : substituted;
        if (!inFile && !raw.isEmpty() && !Substitution.isReference(raw)) {
            source.warning(
                    line,
                    path,
                    "stands in the file in plain text",
                    "write ${VARIABLE} or file:/path/of/a/secret instead");
        }
        if (text != null && !text.isEmpty() && text.length() < SHORTEST) {
            source.warning(
                    line,
                    path,
                    String.format(
                            Locale.ROOT,
                            "is shorter than %d characters, too short to be hidden in logs",
                            SHORTEST),
                    "choose a longer one");
        }
        return text;
    }
}
