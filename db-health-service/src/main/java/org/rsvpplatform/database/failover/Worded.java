package org.rsvpplatform.database.failover;

import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;

/** A fence with the word by which {@link FenceDecision} finds it again. */
record Worded(String word, Fence fence) implements Fence {
    @Override
    public String name() {
        return fence.name();
    }

    @Override
    public String leavesOpen() {
        return fence.leavesOpen();
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        return fence.raise();
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return fence.lift();
    }
}
