package org.rsvpplatform.database.postgresql.failover;

import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;

/** A fence whose server goes on sending: behind it, the standby gets all that was written. */
record HandedOver(Fence fence, Handover handover) implements Fence {
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
        String raised = fence.raise();
        return raised + "; " + handover.received(handover.written());
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return fence.lift();
    }
}
