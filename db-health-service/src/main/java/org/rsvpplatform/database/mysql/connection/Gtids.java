package org.rsvpplatform.database.mysql.connection;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many transactions of each origin a server has. Sources: MariaDB's {@code
 * domain-server-number} and MySQL's {@code uuid:first-last:…}; a hole in a MySQL set is counted as
 * what it is.
 */
public record Gtids(Map<String, Long> numbers) {
    private static final Pattern MARIADB = Pattern.compile("(\\d+)-\\d+-(\\d{1,18})");
    private static final Pattern INTERVAL = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

    /** Reads a position or a set; what is neither counts nothing. */
    public static Gtids parse(String text) {
        Map<String, Long> numbers = new HashMap<>();
        for (String part : text.split(",")) {
            Matcher mariadb = MARIADB.matcher(part.strip());
            if (mariadb.matches()) {
                numbers.merge(mariadb.group(1), Long.parseLong(mariadb.group(2)), Math::max);
                continue;
            }
            int colon = part.indexOf(':');
            if (colon > 0) {
                String origin = part.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                Matcher interval = INTERVAL.matcher(part.substring(colon));
                while (interval.find()) {
                    long first = Long.parseLong(interval.group(1));
                    long last =
                            interval.group(2) == null ? first : Long.parseLong(interval.group(2));
                    numbers.merge(origin, last - first + 1, Long::sum);
                }
            }
        }
        return new Gtids(Map.copyOf(numbers));
    }

    /** Transactions that this server has and the other lacks. */
    public long aheadOf(Gtids other) {
        return numbers.entrySet().stream()
                .mapToLong(
                        e -> Math.max(0, e.getValue() - other.numbers.getOrDefault(e.getKey(), 0L)))
                .sum();
    }

    /** What either of the two has. */
    public Gtids and(Gtids other) {
        Map<String, Long> both = new HashMap<>(numbers);
        other.numbers.forEach((origin, number) -> both.merge(origin, number, Math::max));
        return new Gtids(Map.copyOf(both));
    }

    /** Whether both have transactions of one origin: servers of one pair do. */
    public boolean sharesOriginWith(Gtids other) {
        return numbers.keySet().stream().anyMatch(other.numbers::containsKey);
    }

    /** How many there are. */
    public long total() {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }
}
