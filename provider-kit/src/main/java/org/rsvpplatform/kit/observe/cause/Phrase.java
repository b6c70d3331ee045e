package org.rsvpplatform.kit.observe.cause;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Words that a text may contain: a regular expression over a {@link Wording}, with two
 * abbreviations. A blank stands for any white space (also a line break), {@code ...} for up to 100
 * characters of the same line. Written in lower case, with {@code '} for every quotation mark.
 *
 * <p>The expression is compiled when a text first contains its longest literal part, so loading a
 * catalogue costs nothing and most phrases are settled by one substring search. The work of one
 * search, and of all searches in one text, is bounded: a phrase that reads too much of a hostile
 * text does not match.
 */
final class Phrase {
    private static final int STEPS = 2_000_000;
    private static final String GAP = "[^\\n]{0,100}?";
    private static final String BLANK = "\\s{1,20}";

    record Span(int start, int end, String group) {}

    private final String source;
    private volatile String literal;
    private volatile Pattern pattern;

    Phrase(String source) {
        this.source = source;
    }

    Span find(Wording wording) {
        return find(wording, 0);
    }

    /** The next place from an index on, or null. */
    Span find(Wording wording, int from) {
        String text = wording.text();
        String part = literal();
        if (!part.isEmpty() && text.indexOf(part, from) < 0) {
            return null;
        }
        Bounded bounded = new Bounded(text, wording.allow(STEPS));
        Matcher matcher = compiled().matcher(bounded);
        try {
            if (!matcher.find(from)) {
                return null;
            }
        } catch (TooLong | StackOverflowError tooLong) {
            return null;
        } finally {
            wording.giveBack(Math.max(bounded.left, 0));
        }
        boolean captured = matcher.groupCount() > 0 && matcher.start(1) >= 0;
        String group = captured ? wording.original(matcher.start(1), matcher.end(1)) : null;
        return new Span(matcher.start(), matcher.end(), group);
    }

    /**
     * Compiles now.
     *
     * @throws PatternSyntaxException when the expression is wrong
     */
    Pattern compiled() {
        Pattern known = pattern;
        if (known == null) {
            known = Pattern.compile(expand(source));
            pattern = known;
        }
        return known;
    }

    String source() {
        return source;
    }

    String literal() {
        String known = literal;
        if (known == null) {
            known = longestLiteral(source);
            literal = known;
        }
        return known;
    }

    private static String expand(String source) {
        return source.replace("...", GAP)
                .replace(" ?", "\\s{0,20}")
                .replace(" {1,3}", BLANK)
                .replace(" ", BLANK);
    }

    /** The longest run of characters that every match contains; empty when there is none. */
    static String longestLiteral(String source) {
        String best = "";
        StringBuilder run = new StringBuilder();
        int depth = 0;
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            boolean ends = true;
            if (c == '\\' && i + 1 < source.length()) {
                char escaped = source.charAt(++i);
                if (!Character.isLetterOrDigit(escaped) && depth == 0) {
                    run.append(escaped);
                    ends = false;
                }
            } else if (c == '|' && depth == 0) {
                return "";
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == '[') {
                i = endOfClass(source, i);
            } else if (c == '?' || c == '*' || c == '{') {
                run.setLength(Math.max(0, run.length() - 1));
                i = c == '{' ? Math.max(i, source.indexOf('}', i)) : i;
            } else if (depth == 0 && " .+^$".indexOf(c) < 0) {
                run.append(c);
                ends = false;
            }
            i++;
            if (ends || i == source.length()) {
                if (run.length() > best.length()) {
                    best = run.toString();
                }
                run.setLength(0);
            }
        }
        return best;
    }

    private static int endOfClass(String source, int open) {
        int i = open + 1;
        while (i < source.length() && source.charAt(i) != ']') {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Characters that may be read only so often: backtracking ends. */
    private static final class Bounded implements CharSequence {
        private final String text;
        private int left;

        Bounded(String text, int steps) {
            this.text = text;
            this.left = steps;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super(null, null, false, false);
        }
    }
}
