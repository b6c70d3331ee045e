package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.RunFailed;

/** Keeps a former active provider from taking writes. Both acts may be done twice. */
public interface Fence {
    /** Short, such as {@code hook}. */
    String name();

    /** What it does not cover, as a sentence for the plan; empty when it covers all. */
    String leavesOpen();

    /**
     * Raises it, and returns only when the provider takes no writes any more.
     *
     * @return how that was seen
     * @throws RunFailed it is not known to be fenced
     */
    String raise() throws RunFailed, InterruptedException;

    /**
     * Takes it back, so that the provider is the active one again.
     *
     * @return what was done
     * @throws RunFailed it may still be fenced
     */
    String lift() throws RunFailed, InterruptedException;
}
