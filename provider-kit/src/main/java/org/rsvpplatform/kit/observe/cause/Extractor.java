package org.rsvpplatform.kit.observe.cause;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds codes in a text and makes them the signals that a probe would have brought, so that one
 * line of {@code signals} serves both.
 *
 * @param kind the kind of signal, as in {@link SignalMatcher}
 */
record Extractor(String kind, Phrase phrase) {
    private static final int LIMIT = 64;

    /** A code and where it stood. */
    record Found(Signal signal, Phrase.Span span) {}

    Set<Found> read(Wording wording) {
        Set<Found> found = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        int from = 0;
        Phrase.Span span;
        while (found.size() < LIMIT && (span = phrase.find(wording, from)) != null) {
            if (span.group() != null && seen.add(span.group())) {
                String line = wording.lines(span.start(), span.end());
                found.add(new Found(signal(span.group(), line), span));
            }
            from = Math.max(span.end(), from + 1);
            if (from >= wording.text().length()) {
                break;
            }
        }
        return found;
    }

    private static final Pattern REPLY =
            Pattern.compile("([2345]\\d\\d)?[^\\d]{0,3}([245]\\.\\d{1,3}\\.\\d{1,3})?");

    private Signal signal(String value, String line) {
        return switch (kind) {
            case "sqlstate" -> new Signal.SqlState(value.toUpperCase(Locale.ROOT), line);
            case "errno" -> new Signal.Errno(value.toUpperCase(Locale.ROOT), line);
            case "reply" -> {
                Matcher matcher = REPLY.matcher(value);
                boolean read = matcher.matches();
                String code = read ? matcher.group(1) : null;
                String enhanced = read ? matcher.group(2) : null;
                yield new Signal.Reply(code == null ? 0 : Integer.parseInt(code), enhanced, line);
            }
            default -> new Signal.ErrorCode(kind, value, line);
        };
    }
}
