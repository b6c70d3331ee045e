package org.rsvpplatform.kit.observe.health;

import static org.rsvpplatform.kit.observe.health.Observation.BAD;
import static org.rsvpplatform.kit.observe.health.Observation.GOOD;
import static org.rsvpplatform.kit.observe.health.Observation.POOR;
import static org.rsvpplatform.kit.observe.health.Observation.STALE;
import static org.rsvpplatform.kit.observe.health.Step.AFTER_FALL;
import static org.rsvpplatform.kit.observe.health.Step.AFTER_RISE;
import static org.rsvpplatform.kit.observe.health.Step.AT_ONCE;
import static org.rsvpplatform.kit.observe.health.Step.STAY;

import java.util.Map;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * The whole state machine as a table: in this state, this observation moves it so. One that was not
 * measured yet is not accused by its first look: that look is the first of this process, too, which
 * has to load what it asks with.
 */
final class Transitions {
    private static final Map<State, Map<Observation, Step>> TABLE =
            Map.of(
                    State.UNKNOWN,
                    Map.of(GOOD, AT_ONCE, POOR, AT_ONCE, BAD, AFTER_FALL, STALE, STAY),
                    State.UP,
                    Map.of(GOOD, STAY, POOR, AFTER_FALL, BAD, AFTER_FALL, STALE, AT_ONCE),
                    State.DEGRADED,
                    Map.of(GOOD, AFTER_RISE, POOR, STAY, BAD, AFTER_FALL, STALE, AT_ONCE),
                    State.DOWN,
                    Map.of(GOOD, AFTER_RISE, POOR, AFTER_RISE, BAD, STAY, STALE, AT_ONCE));

    private Transitions() {}

    static Step step(State state, Observation observation) {
        return TABLE.get(state).get(observation);
    }
}
