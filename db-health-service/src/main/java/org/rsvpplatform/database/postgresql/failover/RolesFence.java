package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;

/**
 * Locks every role that CREATEROLE reaches, and ends its sessions. The lock is looked at when a
 * login ends, so one in progress meets it, too. It replicates: {@link PostgresPromotion} takes it
 * from the new primary.
 */
record RolesFence(Member<PostgresSession, Standing> from, Optional<String> observer)
        implements Fence {
    private static final Duration ACT = Duration.ofSeconds(5);

    /** One that has passed the lock just before is seen within it. */
    private static final Duration SETTLED = Duration.ofMillis(100);

    @Override
    public String name() {
        return "all roles are locked (NOLOGIN), and their sessions are ended";
    }

    @Override
    public String leavesOpen() {
        return "superusers, roles with REPLICATION, and the server's own workers, such as"
                + " subscriptions";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        return from.asAdministrator(
                ACT,
                (session, deadline) -> {
                    long locked = LockedRoles.lock(session, observer, deadline);
                    long ended =
                            new Drain(
                                            Drain.loggedIn(
                                                    LockedRoles.withObserver(
                                                            LockedRoles.THEIR_SESSIONS, observer)),
                                            Drain.NOBODY,
                                            SETTLED,
                                            from.ticker())
                                    .run(session);
                    return "%d roles of %s are locked; %d sessions were ended"
                            .formatted(locked, from.name(), ended);
                });
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        return from.asAdministrator(
                ACT,
                (session, deadline) ->
                        "%d roles may log in again"
                                .formatted(LockedRoles.release(session, deadline)));
    }
}
