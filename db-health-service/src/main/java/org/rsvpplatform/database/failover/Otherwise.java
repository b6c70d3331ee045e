package org.rsvpplatform.database.failover;

import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;

/**
 * A fence that may be beyond a primary in its state, such as one whose disk is full, and another
 * that stands anyway.
 */
record Otherwise(Fence best, Fence standing) implements Fence {
    @Override
    public String name() {
        return "%s; if that fails, %s".formatted(best.name(), standing.name());
    }

    @Override
    public String leavesOpen() {
        return "%s; if that fails, %s".formatted(best.leavesOpen(), standing.leavesOpen());
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        try {
            return best.raise();
        } catch (RunFailed e) {
            return "%s (%s)".formatted(standing.raise(), e.getMessage());
        }
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return best.lift();
    }
}
