package org.rsvpplatform.kit.observe.health;

import org.rsvpplatform.kit.observe.provider.State;

/** What the state machine reads: one probe's result, or that no result came in time. */
public enum Observation {
    GOOD(State.UP),
    POOR(State.DEGRADED),
    BAD(State.DOWN),
    /** The last measurement is older than three intervals. */
    STALE(State.UNKNOWN);

    private final State state;

    Observation(State state) {
        this.state = state;
    }

    /** The state that this observation speaks for. */
    public State state() {
        return state;
    }

    public static Observation of(State observed) {
        return switch (observed) {
            case UP -> GOOD;
            case DEGRADED -> POOR;
            case DOWN -> BAD;
            case UNKNOWN -> STALE;
        };
    }
}
