package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.Map;

/**
 * What a domain brings to one succession. The engine asks for the parts when it needs them; each is
 * a small class of the domain's.
 */
public interface Takeover {
    /** What tells the two apart from all others, such as a system identifier; for the plan. */
    Map<String, String> identities();

    /** Conditions beside those that every domain has. */
    List<Guard> guards();

    Loss loss() throws InterruptedException;

    /** Whether what is acknowledged waits for the successor: then it shall again, one day. */
    default boolean synchronous() {
        return false;
    }

    Fence fence();

    /** By which a run that is taken up finds that fence again; see {@link #stickTo}. */
    default String fenceWord() {
        return "";
    }

    /**
     * Keeps to the fence that an earlier process of this service chose: what was raised is what has
     * to be raised once more, or lifted.
     *
     * @param word its {@link #fenceWord}
     */
    default void stickTo(String word) {}

    /** What its fence writes down, where that stops the old one. */
    default StopNote stopNote() {
        return new StopNote();
    }

    Promotion promotion();

    /** How long its parts may take. */
    default Patience patience() {
        return Patience.NONE;
    }

    /** What must be seen when all is done. */
    Proof proof();
}
