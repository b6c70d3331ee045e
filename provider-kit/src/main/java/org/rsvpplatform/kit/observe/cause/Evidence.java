package org.rsvpplatform.kit.observe.cause;

import java.util.regex.Pattern;

/** Quotes what was seen: one line, short, and without credentials of a URL. */
final class Evidence {
    private static final int LIMIT = 240;
    private static final Pattern URL_PASSWORD =
            Pattern.compile("(://[^\\s:/@]{0,64}:)[^\\s@/]{1,128}@");
    private static final Pattern PASSWORD =
            Pattern.compile(
                    "(?i)\\b(password|passwd|pwd|secret|client_secret|access_token)([\"']?\\s?[=:]\\s?)(?!(?:yes|no)\\b)[^\\s&;,]{1,200}");

    private Evidence() {}

    static String quote(String text) {
        return "the text says \"%s\"".formatted(shorten(text));
    }

    static String shorten(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        // A cut may fall inside a credential, so the masks run on more than is shown.
        String bounded = line.length() > 4 * LIMIT ? line.substring(0, 4 * LIMIT) : line;
        String safe = URL_PASSWORD.matcher(bounded).replaceAll("$1***@");
        safe = PASSWORD.matcher(safe).replaceAll("$1$2***");
        return safe.length() <= LIMIT ? safe : safe.substring(0, LIMIT - 1) + "…";
    }
}
