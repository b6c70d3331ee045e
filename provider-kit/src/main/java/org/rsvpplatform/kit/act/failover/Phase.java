package org.rsvpplatform.kit.act.failover;

import java.util.EnumMap;
import java.util.Map;

/** Where a succession is. {@link #after} is the whole table of what follows on what. */
public enum Phase {
    /** The guards are asked once more. */
    PRECHECK,
    /** The old one is kept from taking writes. */
    FENCE,
    /** The new one takes writes. */
    PROMOTE,
    /** Clients and the store are told. */
    PUBLISH,
    /** It is proven. */
    VERIFY,
    /** What was fenced is let go: back to where it began. */
    LIFT,
    DONE,
    REFUSED,
    ROLLED_BACK,
    /** It is published, and not as it should be. */
    UNPROVEN,
    /** An operator left it as it is. */
    ABANDONED,
    /** Nobody but an operator can say how it goes on. */
    HALTED;

    /** How a phase went. */
    public enum Event {
        PASSED,
        FAILED,
        /** It is not known whether it was done. */
        UNSURE,
        ANSWERED_BACK,
        ANSWERED_ABANDON
    }

    private static final Map<Phase, Map<Event, Phase>> TABLE = new EnumMap<>(Phase.class);

    static {
        TABLE.put(PRECHECK, Map.of(Event.PASSED, FENCE, Event.FAILED, REFUSED));
        // A fence that failed may stand in part.
        TABLE.put(FENCE, Map.of(Event.PASSED, PROMOTE, Event.FAILED, LIFT));
        // Two that take writes are worse than none: back only when it certainly was not promoted.
        TABLE.put(PROMOTE, Map.of(Event.PASSED, PUBLISH, Event.FAILED, LIFT, Event.UNSURE, HALTED));
        // The new one takes writes: there is no way back from here.
        TABLE.put(PUBLISH, Map.of(Event.PASSED, VERIFY, Event.FAILED, HALTED));
        TABLE.put(VERIFY, Map.of(Event.PASSED, DONE, Event.FAILED, UNPROVEN));
        TABLE.put(LIFT, Map.of(Event.PASSED, ROLLED_BACK, Event.FAILED, HALTED));
        TABLE.put(HALTED, Map.of(Event.ANSWERED_BACK, LIFT, Event.ANSWERED_ABANDON, ABANDONED));
    }

    /** True when nothing follows by itself. */
    public boolean isOver() {
        return !TABLE.containsKey(this) || this == HALTED;
    }

    /**
     * What follows.
     *
     * @throws IllegalStateException when that can't happen in this phase
     */
    public Phase after(Event event) {
        Phase next = TABLE.getOrDefault(this, Map.of()).get(event);
        if (next == null) {
            throw new IllegalStateException("%s after %s".formatted(event, this));
        }
        return next;
    }
}
