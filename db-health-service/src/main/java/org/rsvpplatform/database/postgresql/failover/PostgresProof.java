package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

/** The successor takes writes under the right epoch, and the other one does not. */
record PostgresProof(Succession succession, Fencing from, Member<PostgresSession, Standing> to)
        implements Proof {
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Override
    public String look() throws RunFailed, InterruptedException {
        Standing successor =
                to.now(LOOK).orElseThrow(() -> new RunFailed(to.name() + " does not answer"));
        if (successor.inRecovery()) {
            throw new RunFailed(to.name() + " is a standby: it takes no writes");
        }
        if (succession.epoch() > 1) {
            long epoch = epoch();
            if (epoch != succession.epoch()) {
                throw new RunFailed(
                        "the data of %s holds epoch %d, and %d is published"
                                .formatted(to.name(), epoch, succession.epoch()));
            }
        }
        return "%s takes writes; %s %s".formatted(to.name(), from.server().name(), other());
    }

    /** Why the other one takes none. */
    private String other() throws RunFailed, InterruptedException {
        Optional<Standing> other = from.server().now(LOOK);
        if (other.isEmpty()) {
            return "does not answer";
        }
        if (other.get().inRecovery()) {
            return "is a standby";
        }
        return from.standing()
                .orElseThrow(() -> new RunFailed(from.server().name() + " takes writes, too"));
    }

    private long epoch() throws RunFailed, InterruptedException {
        return to.asAdministrator(
                LOOK,
                session ->
                        DataEpoch.newest(
                                session, succession.group(), Deadline.in(LOOK, to.ticker())));
    }
}
