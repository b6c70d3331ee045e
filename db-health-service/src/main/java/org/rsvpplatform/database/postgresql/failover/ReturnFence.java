package org.rsvpplatform.database.postgresql.failover;

import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;

/**
 * Stops a former primary that is back and takes writes. It can't send what it wrote to anybody: it
 * is not waited for, and neither is the present primary, which may be gone.
 */
record ReturnFence(
        Member<PostgresSession, Standing> from,
        Member<PostgresSession, Standing> to,
        ShutdownFence shutdown)
        implements Fence {

    static ReturnFence of(
            Member<PostgresSession, Standing> from, Member<PostgresSession, Standing> to) {
        return new ReturnFence(from, to, new ShutdownFence(from, to));
    }

    @Override
    public String name() {
        return shutdown.name();
    }

    @Override
    public String leavesOpen() {
        return shutdown.leavesOpen();
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        if (shutdown.refuses()) {
            return "%s refuses connections already".formatted(from.address());
        }
        shutdown.stopped(follow());
        return "%s refuses connections, and would start as a standby".formatted(from.address());
    }

    /** Without its standby's way it would start as a standby all the same, and follow nobody. */
    private String follow() throws InterruptedException {
        try {
            return shutdown.conninfo();
        } catch (RunFailed e) {
            return Conninfo.pointedTo("", to.endpoint().host(), to.endpoint().port(), from.name());
        }
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return shutdown.lift();
    }
}
