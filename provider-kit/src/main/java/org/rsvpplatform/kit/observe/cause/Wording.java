package org.rsvpplatform.kit.observe.cause;

import java.util.List;

/**
 * A text as the phrases of the catalogue read it: bounded, in lower case, with one kind of
 * quotation mark ({@code '}), without escapes, colours and harmless lines. It remembers where each
 * character came from, so that evidence quotes the original.
 */
final class Wording {
    /** Longer texts lose their middle: the beginning names the client, the end is the newest. */
    static final int LIMIT = 64 * 1024;

    private static final int HEAD = 24 * 1024;

    /** A frame of Java or Node: "at a.b.C.d(C.java:1)", "at f (file.js:1:2)". */
    private static final Phrase FRAME =
            new Phrase(
                    "(?<=[\\s|])at [^\\s(]{1,200}(?: \\[as [^\\]\\n"
                            + "]{1,60}\\])? ?\\([^)\\n"
                            + "]{0,200}\\)");

    /** Characters that all searches in one text may read together: about a quarter of a second. */
    private static final int BUDGET = 30_000_000;

    private final String original;
    private final String text;
    private final int[] origin;
    private int budget;

    private Wording(String original, String text, int[] origin, int budget) {
        this.original = original;
        this.text = text;
        this.origin = origin;
        this.budget = budget;
    }

    /** Takes steps for a search, as many as are left. */
    int allow(int steps) {
        int allowed = Math.min(steps, budget);
        budget -= allowed;
        return allowed;
    }

    void giveBack(int steps) {
        budget += steps;
    }

    static Wording of(String input) {
        String source =
                input.length() <= LIMIT
                        ? input
                        : input.substring(0, HEAD)
                                + "\n"
                                + input.substring(input.length() - (LIMIT - HEAD - 1));
        StringBuilder out = new StringBuilder(source.length());
        int[] origin = new int[source.length() + 1];
        int i = 0;
        while (i < source.length()) {
            int next = i + 1;
            char c = source.charAt(i);
            switch (c) {
                case '\\' -> {
                    char escaped = next < source.length() ? source.charAt(next) : ' ';
                    if (escaped == 'n' || escaped == 'r' || escaped == 't') {
                        c = escaped == 't' ? ' ' : '\n';
                        next++;
                    } else if (escaped == '"' || escaped == '\'' || escaped == '/') {
                        c = escaped == '/' ? '/' : '\'';
                        next++;
                    }
                }
                case '"', '`', '‘', '’', '“', '”', '«', '»', '´' -> c = '\'';
                case '\u001b' -> {
                    int end = endOfColour(source, next);
                    c = 0;
                    next = end;
                }
                case '&' -> {
                    if (source.startsWith("&quot;", i) || source.startsWith("&apos;", i)) {
                        c = '\'';
                        next = i + 6;
                    } else if (source.startsWith("&#39;", i) || source.startsWith("&#34;", i)) {
                        c = '\'';
                        next = i + 5;
                    }
                }
                case '%' -> {
                    char decoded = ofUrl(source, i);
                    next = decoded == '%' ? next : i + 3;
                    c = decoded;
                }
                case '+' -> c = between(source, i) ? ' ' : '+';
                case '\r', '\u0085', '\u2028' -> c = '\n';
                case '\u00a0' -> c = ' ';
                default -> c = Character.toLowerCase(c);
            }
            if (c != 0) {
                origin[out.length()] = i;
                out.append(c);
            }
            i = next;
        }
        origin[out.length()] = source.length();
        return new Wording(source, out.toString(), origin, BUDGET);
    }

    /** The character of a URL escape that stands for punctuation; the per cent sign else. */
    private static char ofUrl(String source, int at) {
        if (at + 2 >= source.length()) {
            return '%';
        }
        int code =
                16 * Character.digit(source.charAt(at + 1), 16)
                        + Character.digit(source.charAt(at + 2), 16);
        return switch (code) {
            case 0x20, 0x0a -> ' ';
            case 0x22, 0x27 -> '\'';
            case 0x28, 0x29, 0x2c, 0x2f, 0x3a, 0x3b, 0x3d -> (char) code;
            default -> '%';
        };
    }

    /** A plus between letters stands for a blank in a URL. */
    private static boolean between(String source, int at) {
        return at > 0
                && at + 1 < source.length()
                && Character.isLetter(source.charAt(at - 1))
                && Character.isLetter(source.charAt(at + 1));
    }

    private static int endOfColour(String source, int from) {
        int i = from;
        int limit = Math.min(source.length(), from + 16);
        while (i < limit && !Character.isLetter(source.charAt(i))) {
            i++;
        }
        return Math.min(i + 1, source.length());
    }

    /** The same wording without the frames of stack traces: their names say nothing of causes. */
    Wording withoutFrames() {
        StringBuilder kept = null;
        int from = 0;
        Phrase.Span span;
        while (from < text.length() && (span = FRAME.find(this, from)) != null) {
            if (kept == null) {
                kept = new StringBuilder(text);
            }
            for (int i = span.start(); i < span.end(); i++) {
                if (kept.charAt(i) != '\n') {
                    kept.setCharAt(i, ' ');
                }
            }
            from = span.end();
        }
        return kept == null ? this : new Wording(original, kept.toString(), origin, budget);
    }

    /** The same wording with the lines blanked out in which one of the phrases is found. */
    Wording without(List<Phrase> harmless) {
        StringBuilder kept = null;
        for (Phrase phrase : harmless) {
            int from = 0;
            Phrase.Span span;
            while ((span = phrase.find(this, from)) != null) {
                if (kept == null) {
                    kept = new StringBuilder(text);
                }
                int start = text.lastIndexOf('\n', span.start()) + 1;
                int end = text.indexOf('\n', span.end());
                end = end < 0 ? text.length() : end;
                for (int i = start; i < end; i++) {
                    if (kept.charAt(i) != '\n') {
                        kept.setCharAt(i, ' ');
                    }
                }
                from = end + 1;
                if (from >= text.length()) {
                    break;
                }
            }
        }
        return kept == null ? this : new Wording(original, kept.toString(), origin, budget);
    }

    String text() {
        return text;
    }

    /** The original characters of a span. */
    String original(int start, int end) {
        return original.substring(origin[start], origin[end]);
    }

    /** The original line or lines around a span. */
    String lines(int start, int end) {
        int from = text.lastIndexOf('\n', Math.max(start - 1, 0)) + 1;
        int to = text.indexOf('\n', end);
        to = to < 0 ? text.length() : to;
        // A line may be a whole JSON document; the part around the words is what tells.
        from = Math.max(Math.min(from, start), start - 120);
        to = Math.min(to, end + 120);
        return original(from, to);
    }

    /** The normalised line up to a span: where a log writes its level. */
    String lineBefore(int start) {
        int from = text.lastIndexOf('\n', Math.max(start - 1, 0)) + 1;
        return text.substring(Math.min(from, start), start);
    }
}
