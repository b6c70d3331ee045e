package org.rsvpplatform.sandbox.fault;

import java.util.List;

/** Reads what stands behind the {@code =} of a fault. */
public final class Argument {
    private Argument() {}

    /**
     * A number.
     *
     * @param example how to say it right, such as {@code lag=8}
     * @throws FaultRefused when it is none, or not between the two
     */
    public static long number(String text, long least, long most, String example) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refused(text, "a number between %d and %d".formatted(least, most), example);
    }

    /**
     * One of a few words.
     *
     * @throws FaultRefused when it is another
     */
    public static String word(String text, List<String> words, String example) {
        if (words.contains(text)) {
            return text;
        }
        throw refused(text, "one of " + String.join(", ", words), example);
    }

    private static FaultRefused refused(String text, String wanted, String example) {
        return new FaultRefused(
                "Bad argument '%s'".formatted(text),
                "it is not " + wanted,
                "for example " + example);
    }
}
