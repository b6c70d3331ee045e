package org.rsvpplatform.database.mysql.failover;

import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;

/**
 * No fence of its own: every commit that the old primary could still acknowledge needs this very
 * replica, which gives none once it is promoted.
 *
 * @param waits whether it is so, as far as is known
 */
record SemiSyncFence(
        Member<MysqlSession, Standing> from, Member<MysqlSession, Standing> to, Guard waits)
        implements Fence {
    @Override
    public String name() {
        return "each commit of %s waits for %s".formatted(from.name(), to.name());
    }

    @Override
    public String leavesOpen() {
        return "sessions of administrators that turn rpl_semi_sync_master_enabled off, or leave"
                + " the binary log out";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        GuardReport report = waits.look();
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
