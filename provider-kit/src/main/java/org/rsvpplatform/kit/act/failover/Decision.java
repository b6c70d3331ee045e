package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What was decided of a group, and why.
 *
 * @param at when it was first decided so
 * @param by who asked; {@code automatic} for us
 * @param acted whether a run began
 * @param why the verb's reason, or what blocked it
 * @param blockedBy the names of the guards that did not hold
 * @param run the run that began; else absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(
        Instant at,
        String group,
        Verb verb,
        String by,
        boolean acted,
        String why,
        List<String> blockedBy,
        String run) {

    /** True when it says the same, but for its time. */
    boolean repeats(Decision earlier) {
        return earlier != null
                && verb == earlier.verb
                && by.equals(earlier.by)
                && !acted
                && !earlier.acted
                && blockedBy.equals(earlier.blockedBy);
    }
}
