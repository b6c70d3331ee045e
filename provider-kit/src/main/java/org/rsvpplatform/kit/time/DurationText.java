package org.rsvpplatform.kit.time;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: {@code 500ms}, {@code 30s}, {@code 1h30m}, or ISO 8601. */
public final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");

    private DurationText() {}

    /** The duration that the text means; empty when it means none, or a negative one. */
    public static Optional<Duration> parse(String text) {
        try {
            if (text.startsWith("P")) {
                return Optional.of(Duration.parse(text)).filter(d -> !d.isNegative());
            }
            Matcher part = PART.matcher(text);
            Duration sum = Duration.ZERO;
            int end = 0;
            while (part.find() && part.start() == end) {
                sum = sum.plus(part(Long.parseLong(part.group(1)), part.group(2)));
                end = part.end();
            }
            return end == text.length() && end > 0 ? Optional.of(sum) : Optional.empty();
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** As an operator would write it, such as {@code 1h30m}; {@code 0s} for none. */
    public static String of(Duration duration) {
        StringBuilder text = new StringBuilder();
        add(text, duration.toDays(), "d");
        add(text, duration.toHoursPart(), "h");
        add(text, duration.toMinutesPart(), "m");
        add(text, duration.toSecondsPart(), "s");
        add(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void add(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }

    private static Duration part(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
