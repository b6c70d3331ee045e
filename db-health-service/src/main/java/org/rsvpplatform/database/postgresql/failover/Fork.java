package org.rsvpplatform.database.postgresql.failover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.kit.act.failover.Divergence;

/** Where two servers of one system have come apart. */
final class Fork {
    private Fork() {}

    /**
     * Where a server left a timeline.
     *
     * @param history the text of its timeline history file. Source: timeline.c,
     *     writeTimeLineHistory: parent timeline, switch point and a reason on each line
     * @param timeline that of the other one
     * @return empty when it never was on it
     */
    static Optional<WalPosition> left(String history, int timeline) {
        return history.lines()
                .map(line -> line.strip().split("\\s+", 3))
                .filter(parts -> parts.length > 1 && parts[0].equals(Integer.toString(timeline)))
                .map(parts -> WalPosition.of(parts[1]))
                .findFirst();
    }

    /** What the former primary wrote from there on. */
    static Divergence told(String former, WalPosition until, String active, WalPosition from) {
        long bytes = Math.max(0, until.bytes() - from.bytes());
        Map<String, String> details = new LinkedHashMap<>();
        details.put("from", from.toString());
        details.put("until", until.toString());
        details.put("bytes", Long.toString(bytes));
        return new Divergence(
                bytes == 0
                        ? "%s wrote nothing that %s does not have: both have the log up to %s"
                                .formatted(former, active, until)
                        : "%s wrote from %s to %s (%d bytes) that %s does not have"
                                .formatted(former, from, until, bytes, active),
                details);
    }
}
