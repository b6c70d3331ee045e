package org.rsvpplatform.kit.observe.provider;

import java.util.Collection;

/** How a provider, a group, a domain or the platform is, from best to worst. */
public enum State {
    /** All that was asked was answered well. */
    UP,
    /** It works, and something an operator should know of is wrong. */
    DEGRADED,
    /** Never measured, or the measurement is too old to be believed. */
    UNKNOWN,
    /** It does not do its work. */
    DOWN;

    /** Whether it does its work, be it well or not so well. */
    public boolean works() {
        return this == UP || this == DEGRADED;
    }

    public State worse(State other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public State better(State other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** The worst of many; UNKNOWN when there is none, since nothing was measured. */
    public static State worst(Collection<State> states) {
        return states.stream().reduce(State::worse).orElse(UNKNOWN);
    }
}
