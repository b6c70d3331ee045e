package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.rsvpplatform.kit.act.command.Verdict;

/**
 * What came of it.
 *
 * @param changed the groups whose active provider changed
 * @param explained those that were only looked at, guard by guard
 * @param notes why there is nothing to look at
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FailoverResult(
        Verdict verdict, List<Changed> changed, List<Explanation> explained, List<String> notes) {

    /**
     * @param verb switchover, failover or force
     * @param mayLose at most, as it stood just before the fence: such as {@code 700 bytes}, {@code
     *     nothing}, or {@code unknown}
     */
    public record Changed(
            String group, Verb verb, String from, String to, long epoch, String mayLose) {
        static Changed of(Succession s, String mayLose) {
            return new Changed(
                    s.group(), s.verb(), s.from().name(), s.to().name(), s.epoch(), mayLose);
        }
    }
}
