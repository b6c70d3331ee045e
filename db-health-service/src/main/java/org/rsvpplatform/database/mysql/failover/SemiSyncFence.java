package org.rsvpplatform.database.mysql.failover;

import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.failover.Fence;

/**
 * No fence of its own: every commit that the old primary could still acknowledge needs this very
 * replica, which gives none once it is promoted.
 */
record SemiSyncFence(Member<MysqlSession, Standing> from, Member<MysqlSession, Standing> to)
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
    public String raise() {
        return "%s acknowledges no commit without %s".formatted(from.name(), to.name());
    }

    @Override
    public String lift() {
        return "there was none to take back";
    }
}
