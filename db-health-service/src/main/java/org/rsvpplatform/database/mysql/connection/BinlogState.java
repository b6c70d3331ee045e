package org.rsvpplatform.database.mysql.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last transaction of each origin in a MariaDB binary log. Source: MariaDB's manual, {@code
 * gtid_binlog_state}: {@code domain-server-number}, one for each server that ever wrote in a
 * domain.
 *
 * @param numbers by {@code domain-server}
 */
public record BinlogState(Map<String, Long> numbers) {
    private static final Pattern LAST = Pattern.compile("(\\d+-\\d+)-(\\d{1,18})");

    /** Reads the variable; what is no transaction counts nothing. */
    public static BinlogState parse(String text) {
        Map<String, Long> numbers = new TreeMap<>();
        Matcher last = LAST.matcher(text == null ? "" : text);
        while (last.find()) {
            numbers.merge(last.group(1), Long.parseLong(last.group(2)), Math::max);
        }
        return new BinlogState(numbers);
    }

    /**
     * Transactions of one origin that one server has and another lacks.
     *
     * @param origin {@code domain-server}
     */
    public record Range(String origin, long first, long last) {
        /** How many there are at most; a server may leave numbers out. */
        public long most() {
            return last - first + 1;
        }

        @Override
        public String toString() {
            return "%s-%d to %s-%d".formatted(origin, first, origin, last);
        }
    }

    /** What this server has and the other lacks. */
    public List<Range> beyond(BinlogState other) {
        List<Range> ranges = new ArrayList<>();
        numbers.forEach(
                (origin, last) -> {
                    long known = other.numbers.getOrDefault(origin, 0L);
                    if (last > known) {
                        ranges.add(new Range(origin, known + 1, last));
                    }
                });
        return List.copyOf(ranges);
    }
}
