package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.GuardReport;

/**
 * Whether a succession would be carried out now, guard by guard.
 *
 * @param why this verb and not another, as a sentence
 * @param takeover what the domain brings to it
 */
record Assessment(
        Succession succession, String why, Takeover takeover, Loss loss, List<GuardReport> guards) {

    boolean clear() {
        return guards.stream().allMatch(GuardReport::holds);
    }

    List<GuardReport> blocking() {
        return GuardReport.blocking(guards);
    }
}
