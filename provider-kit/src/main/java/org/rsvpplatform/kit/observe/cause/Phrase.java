package org.rsvpplatform.kit.observe.cause;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Words that a text may contain: a regular expression over a {@link Wording}, with two
 * abbreviations. A blank stands for any white space (also a line break), {@code ...} for up to 100
 * characters of the same line. Written in lower case, with {@code '} for every quotation mark.
 *
 * <p>The expression is compiled when a text first contains its {@link Literals literal part}, so
 * loading a catalogue costs nothing and most phrases are settled by one substring search. The work
 * of one search, and of all searches in one text, is bounded: a phrase that reads too much of a
 * hostile text does not match.
 */
final class Phrase {
    private static final int STEPS = 2_000_000;
    private static final String GAP = "[^\\n]{0,100}?";
    private static final String BLANK = "\\s{1,20}";

    record Span(int start, int end, String group) {}

    private final String source;
    private volatile List<String> literals;
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
        List<String> needed = literals();
        if (!needed.isEmpty() && needed.stream().noneMatch(part -> text.indexOf(part, from) >= 0)) {
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

    private List<String> literals() {
        List<String> known = literals;
        if (known == null) {
            known = Literals.of(source);
            literals = known;
        }
        return known;
    }

    private static String expand(String source) {
        return source.replace("...", GAP)
                .replace(" ?", "\\s{0,20}")
                .replace(" {1,3}", BLANK)
                .replace(" ", BLANK);
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
