package org.rsvpplatform.database.failover;

import org.rsvpplatform.kit.act.failover.Fence;

/** Which of its own fences a server gets, or why none can be raised. */
public sealed interface FenceChoice {
    /**
     * What was chosen.
     *
     * @param word by which it is found again; of one by SQL, as {@code failover.fence} names it
     */
    record Chosen(String word, Fence fence) implements FenceChoice {}

    /**
     * @param remedy what would allow one
     */
    record Lacking(String why, String remedy) implements FenceChoice {}
}
