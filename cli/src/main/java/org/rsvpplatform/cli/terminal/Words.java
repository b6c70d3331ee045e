package org.rsvpplatform.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Text for a terminal: broken at blanks to a width, and free of bytes that would steer the
 * terminal.
 */
public final class Words {
    private Words() {}

    /**
     * Breaks a text at blanks; a word longer than the width stays whole, so that it can be copied.
     */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ")) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /**
     * The text with every control character but the line feed replaced. Error texts come from
     * servers that may be hostile or broken; an escape sequence in one must not move the operator's
     * cursor.
     */
    public static String harmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text.charAt(i))) {
                StringBuilder clean = new StringBuilder(text.length());
                for (int j = 0; j < text.length(); j++) {
                    char c = text.charAt(j);
                    clean.append(isHarmful(c) ? (c == '\t' || c == '\r' ? ' ' : '\uFFFD') : c);
                }
                return clean.toString();
            }
        }
        return text;
    }

    private static boolean isHarmful(char c) {
        return (c < 0x20 && c != '\n')
                || (c >= 0x7f && c < 0xa0)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** Cuts a text to a width, with a mark where something is missing. */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 2)) + "..";
    }

    /** {@code camelCase} or {@code kebab-case} as words: {@code Camel case}. */
    public static String label(String name) {
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(name.charAt(i - 1))) {
                label.append(' ').append(Character.toLowerCase(c));
            } else if (c == '-' || c == '_') {
                label.append(' ');
            } else {
                label.append(i == 0 ? Character.toUpperCase(c) : c);
            }
        }
        return label.toString();
    }
}
