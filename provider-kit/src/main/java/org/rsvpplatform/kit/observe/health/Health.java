package org.rsvpplatform.kit.observe.health;

import java.time.Instant;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * A provider's state and how far it is on the way to another.
 *
 * @param since when it came into this state
 * @param reason why, as a sentence
 * @param worse worse results in a row, so far without effect
 * @param better better results in a row, so far without effect
 */
public record Health(State state, Instant since, String reason, int worse, int better) {

    /** Never measured. */
    public static Health unknown(Instant now) {
        return new Health(State.UNKNOWN, now, "not measured yet", 0, 0);
    }

    /** The same state, with nothing seen yet that would change it. */
    Health settled() {
        return new Health(state, since, reason, 0, 0);
    }

    /** True while a result differs from the state and has to be looked at again soon. */
    public boolean pending() {
        return worse > 0 || better > 0;
    }

    /**
     * The health after one more observation.
     *
     * @param fall worse results in a row that it takes
     * @param rise better results in a row that it takes
     */
    public Health next(Observation observation, String why, Instant at, int fall, int rise) {
        return switch (Transitions.step(state, observation)) {
            case STAY -> pending() ? settled() : this;
            case AT_ONCE -> moved(observation, why, at);
            case AFTER_FALL ->
                    worse + 1 >= fall
                            ? moved(observation, why, at)
                            : new Health(state, since, reason, worse + 1, 0);
            case AFTER_RISE ->
                    better + 1 >= rise
                            ? moved(observation, why, at)
                            : new Health(state, since, reason, 0, better + 1);
        };
    }

    private static Health moved(Observation observation, String why, Instant at) {
        return new Health(observation.state(), at, why, 0, 0);
    }
}
