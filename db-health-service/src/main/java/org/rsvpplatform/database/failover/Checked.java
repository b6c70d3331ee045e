package org.rsvpplatform.database.failover;

import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;

/**
 * A fence that holds only as long as something is so: when it is raised, that is asked once more.
 */
record Checked(Fence fence, Guard condition) implements Fence {
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
        GuardReport report = condition.look();
        if (!report.holds()) {
            throw new RunFailed(report.evidence());
        }
        return fence.raise();
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return fence.lift();
    }
}
