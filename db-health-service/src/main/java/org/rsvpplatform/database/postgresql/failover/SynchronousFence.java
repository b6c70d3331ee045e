package org.rsvpplatform.database.postgresql.failover;

import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.failover.Fence;

/**
 * No fence of its own: every commit that the old primary could still acknowledge needs this very
 * standby, which gives none once it is promoted.
 */
record SynchronousFence(
        Member<PostgresSession, Standing> from, Member<PostgresSession, Standing> to)
        implements Fence {
    @Override
    public String name() {
        return "each commit of %s waits for %s".formatted(from.name(), to.name());
    }

    @Override
    public String leavesOpen() {
        return "sessions that lower synchronous_commit themselves";
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
