package org.rsvpplatform.database.capacity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement without its values: literals and comments are taken out before anybody sees it. A
 * literal that the server has cut off goes to the end of the text. Source: PostgreSQL's manual, 4.1
 * Lexical Structure; MySQL's manual, 11.1 Literal Values.
 */
public final class Fingerprint {
    private static final int LONGEST = 160;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern LIST = Pattern.compile("\\?(?:\\s?,\\s?\\?)+");

    /** MySQL runs what stands in such a comment, where a literal may hold the comment's end. */
    private static final Pattern EXECUTED = Pattern.compile("/\\*M?!\\d*|\\*/");

    private final String text;
    private final Matcher executed;
    private final boolean backslashes;
    private final StringBuilder kept = new StringBuilder();
    private int at;

    private Fingerprint(String text, boolean backslashes) {
        this.text = text;
        this.executed = EXECUTED.matcher(text);
        this.backslashes = backslashes;
    }

    /** Of a statement for PostgreSQL. */
    public static String postgresql(String statement) {
        return new Fingerprint(statement, false).read();
    }

    /** Of a statement for MySQL, where a backslash escapes and double quotes may hold a literal. */
    public static String mysql(String statement) {
        return new Fingerprint(statement, true).read();
    }

    private String read() {
        while (at < text.length()) {
            step();
        }
        String flat = BLANKS.matcher(kept).replaceAll(" ").strip();
        String folded = LIST.matcher(flat).replaceAll("?, …");
        return folded.length() <= LONGEST ? folded : folded.substring(0, LONGEST - 1) + "…";
    }

    private void step() {
        char c = text.charAt(at);
        if (c == '\'') {
            quoted('\'', backslashes || escapeString());
        } else if (c == '"' && backslashes) {
            quoted('"', true);
        } else if (c == '"' || c == '`') {
            name(c);
        } else if (text.startsWith("--", at) && dashesBegin() || c == '#' && backslashes) {
            skipTo("\n");
        } else if (backslashes && executed.region(at, text.length()).lookingAt()) {
            at = executed.end();
            kept.append(' ');
        } else if (text.startsWith("/*", at)) {
            comment();
        } else if (c == '$') {
            dollar();
        } else if (Character.isDigit(c) && !inWord()) {
            number();
        } else {
            kept.append(c);
            at++;
        }
    }

    /** In MySQL two dashes without a blank after them are two minus signs. */
    private boolean dashesBegin() {
        return !backslashes
                || at + 2 >= text.length()
                || Character.isWhitespace(text.charAt(at + 2))
                || Character.isISOControl(text.charAt(at + 2));
    }

    /** {@code E'…'}: its prefix stands before it already. */
    private boolean escapeString() {
        return at > 0
                && Character.toUpperCase(text.charAt(at - 1)) == 'E'
                && (at == 1 || !word(text.charAt(at - 2)));
    }

    private void quoted(char quote, boolean escapes) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean doubled = c == quote && at + 1 < text.length() && text.charAt(at + 1) == quote;
            if (escapes && c == '\\' || doubled) {
                at += 2;
            } else if (c == quote) {
                break;
            } else {
                at++;
            }
        }
        at++;
        kept.append('?');
    }

    private void name(char quote) {
        int end = text.indexOf(quote, at + 1);
        int stop = end < 0 ? text.length() : end + 1;
        kept.append(text, at, stop);
        at = stop;
    }

    private void skipTo(String end) {
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found + end.length();
        kept.append(' ');
    }

    /** PostgreSQL's comments nest, MySQL's don't. */
    private void comment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at) && (depth == 0 || !backslashes)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
        kept.append(' ');
    }

    /** {@code $1} is a parameter, {@code $tag$…$tag$} a literal. */
    private void dollar() {
        int end = at + 1;
        while (end < text.length() && word(text.charAt(end))) {
            end++;
        }
        boolean tag = end < text.length() && text.charAt(end) == '$' && !inWord();
        boolean cut = end == text.length() && end > at + 1;
        if (tag && !backslashes) {
            String delimiter = text.substring(at, end + 1);
            int close = text.indexOf(delimiter, end + 1);
            at = close < 0 ? text.length() : close + delimiter.length();
        } else if (cut && !backslashes) {
            at = text.length();
        } else {
            at = Math.max(end, at + 1);
        }
        kept.append('?');
    }

    private void number() {
        while (at < text.length() && (word(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        kept.append('?');
    }

    private boolean inWord() {
        return at > 0 && word(text.charAt(at - 1));
    }

    private static boolean word(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
