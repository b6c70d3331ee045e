package org.rsvpplatform.database.failover;

import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;

/**
 * No fence of its own: every commit that the old primary could still acknowledge needs this very
 * standby, which gives none once it is promoted.
 *
 * @param stillSo asked once more when it is raised
 */
record WaitingFence(Member<?, ?> from, Member<?, ?> to, String leavesOpen, Guard stillSo)
        implements Fence {
    @Override
    public String name() {
        return "each commit of %s waits for %s".formatted(from.name(), to.name());
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        GuardReport report = stillSo.look();
        if (!report.holds()) {
            throw new RunFailed(report.evidence());
        }
        return "%s acknowledges no commit without %s".formatted(from.name(), to.name());
    }

    @Override
    public String lift() {
        return "there was none to take back";
    }
}
