package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a condition that must hold before a step was found to be.
 *
 * @param evidence what was seen
 * @param unblock what would make it hold; absent when it does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardReport(String name, boolean holds, String evidence, String unblock) {
    public static GuardReport holds(String name, String evidence) {
        return new GuardReport(name, true, evidence, null);
    }

    public static GuardReport blocks(String name, String evidence, String unblock) {
        return new GuardReport(name, false, evidence, unblock);
    }

    /** Those that do not hold. */
    public static List<GuardReport> blocking(List<GuardReport> reports) {
        return reports.stream().filter(report -> !report.holds()).toList();
    }

    /** What blocks, and what would unblock it, in one line. */
    public static String told(List<GuardReport> blocking) {
        return blocking.stream()
                .map(g -> "%s: %s (%s)".formatted(g.name(), g.evidence(), g.unblock()))
                .collect(Collectors.joining("; "));
    }
}
