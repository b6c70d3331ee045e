package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Ends a primary by SQL. It is made read-only first, which waits for the commits under way; its
 * replica then gets all that it has, and it ends only when it has sent all to it. Source: MariaDB's
 * manual, SHUTDOWN: {@code WAIT FOR ALL SLAVES} since 10.4.
 */
final class ShutdownFence implements Fence {
    private static final Duration ACT = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Handover handover;
    private final Member<MysqlSession, Standing> from;
    private final Member<MysqlSession, Standing> to;

    ShutdownFence(Handover handover) {
        this.handover = handover;
        this.from = handover.from();
        this.to = handover.to();
    }

    @Override
    public String name() {
        return "read_only and SHUTDOWN by SQL";
    }

    @Override
    public String leavesOpen() {
        return "accounts with READ_ONLY ADMIN after somebody has started it again";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        if (!refuses()) {
            end();
        } else if (handover.demanded() && handover.stopNote().stopped().isEmpty()) {
            throw new RunFailed(
                    "%s refuses connections, and was not seen to send all that it has"
                            .formatted(from.address()));
        }
        Deadline deadline = Deadline.in(STOP, from.ticker());
        from.port().awaitClosed(deadline);
        // Its port is closed first; the session to its replica ends last, with all that it had.
        while (!hasHeardAll()) {
            if (!deadline.pause(POLL)) {
                throw new RunFailed(
                        "%s still sends to %s %d s after its shutdown"
                                .formatted(from.name(), to.name(), STOP.toSeconds()));
            }
        }
        return "%s refuses connections, and would start read-only".formatted(from.address());
    }

    /** It waits for replicas that are connected only: one that is not would miss what it has. */
    private void end() throws RunFailed, InterruptedException {
        run("SET GLOBAL read_only = ON");
        if (handover.demanded()) {
            handover.received();
        }
        from.asAdministrator(
                ACT,
                (session, deadline) -> {
                    handover.stopNote().stops("");
                    lastWord(session, deadline);
                    return null;
                });
    }

    private void run(String statement) throws RunFailed, InterruptedException {
        from.asAdministrator(ACT, (session, deadline) -> session.run(statement, deadline));
    }

    /** Whether the replica says that nobody sends to it any more; silence says nothing. */
    private boolean hasHeardAll() throws InterruptedException {
        return to.now(ACT)
                .filter(replica -> replica.source().filter(Standing.Source::hears).isEmpty())
                .isPresent();
    }

    /** The server ends this session with all others, perhaps before it answers. */
    private static void lastWord(MysqlSession session, Deadline deadline)
            throws TimeoutException, InterruptedException {
        try {
            session.run("SHUTDOWN WAIT FOR ALL SLAVES", deadline);
        } catch (ExecutionException e) {
            // Whether it is stopped, its port tells.
        }
    }

    private boolean refuses() throws InterruptedException {
        return from.port().isClosed(handover.stopNote());
    }

    @Override
    public String lift() throws RunFailed, InterruptedException {
        if (refuses()) {
            if (handover.stopNote().stopped().isEmpty()) {
                return "%s was not stopped by this".formatted(from.name());
            }
            throw new RunFailed(
                    "%s is stopped: start it, and SET GLOBAL read_only = OFF there"
                            .formatted(from.name()));
        }
        return from.asAdministrator(
                ACT,
                (session, deadline) -> {
                    UnboundAccounts.release(session, deadline);
                    session.run("SET GLOBAL read_only = OFF", deadline);
                    return "%s takes writes again; %s goes on replicating"
                            .formatted(from.name(), to.name());
                });
    }
}
