package org.rsvpplatform.database.capacity;

import java.time.Duration;

/** Times and sizes as an operator reads them. */
public final class Words {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Words() {}

    /** Such as {@code 0.3 s}, {@code 12 s}, {@code 3 min}, {@code 5 h}, {@code 12 days}. */
    public static String time(Duration time) {
        if (time.toSeconds() < 10) {
            return "%.1f s".formatted(time.toMillis() / 1e3);
        }
        if (time.toSeconds() < 180) {
            return "%d s".formatted(time.toSeconds());
        }
        if (time.toMinutes() < 180) {
            return "%d min".formatted(time.toMinutes());
        }
        return time.toHours() < 48
                ? "%d h".formatted(time.toHours())
                : "%d days".formatted(time.toDays());
    }

    /** Such as {@code 17 MiB}. */
    public static String bytes(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return (value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s").formatted(value, UNITS[unit]);
    }
}
