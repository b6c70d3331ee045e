package org.rsvpplatform.kit.act.failover;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.act.command.Plan;

/**
 * What a succession may lose at most.
 *
 * @param known false when nobody can say
 * @param bounds by unit, such as {@code bytes} of a log or {@code transactions}; empty for nothing
 * @param evidence how that is known, or why it is not
 */
public record Loss(boolean known, SortedMap<String, Long> bounds, String evidence) {
    /** How a loss of nothing is shown. */
    static final String NOTHING = "nothing";

    public static Loss none(String evidence) {
        return new Loss(true, new TreeMap<>(), evidence);
    }

    /**
     * @param unit the plural word
     */
    public static Loss atMost(long amount, String unit, String evidence) {
        return new Loss(true, new TreeMap<>(Map.of(unit, amount)), evidence);
    }

    public static Loss unknown(String evidence) {
        return new Loss(false, new TreeMap<>(), evidence);
    }

    /** Whether none of it is above these ceilings; a unit that is not among them may be none. */
    boolean within(Map<String, Long> ceilings) {
        return known && Plan.within(bounds, ceilings);
    }

    /** Such as {@code 700 bytes}; {@code nothing}, or {@code unknown}. */
    String shown() {
        if (!known) {
            return "unknown";
        }
        return bounds.values().stream().allMatch(amount -> amount == 0) ? NOTHING : told(bounds);
    }

    /** Ceilings by unit, such as {@code 0 bytes, 0 transactions}. */
    static String told(Map<String, Long> ceilings) {
        return new TreeMap<>(ceilings)
                .entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", "));
    }
}
