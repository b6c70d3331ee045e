package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.database.heartbeat.Heartbeat;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Insisting;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;

/**
 * The successor takes writes under the right epoch, and the other one does not.
 *
 * @param <S> a session of their kind
 * @param <F> what they answer to a heartbeat
 * @param barrier of the old one
 */
public record PairProof<S extends Session, F extends Stance>(
        Succession succession, Member<S, F> from, Barrier barrier, Member<S, F> to)
        implements Proof {
    private static final Duration LOOK = Duration.ofSeconds(2);

    /**
     * A server that has just taken over gets all the work at once, and a service that was just
     * started beside it is slow, too: an answer may take a while.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What keeps writes away from a server that would take them, whoever is in it still. */
    @FunctionalInterface
    public interface Barrier {
        /** Such as {@code lets nobody in}; empty for nothing that is known. */
        Optional<String> standing() throws InterruptedException;
    }

    @Override
    public String look() throws RunFailed, InterruptedException {
        for (Member<S, F> member : List.of(to, from)) {
            if (member.heartbeat().isEmpty()) {
                throw new RunFailed(
                        "%s has no observer configured, so nobody can see whether it takes writes: ./rsvp providers:grants %s"
                                .formatted(member.name(), member.name()));
            }
        }
        F successor = answered(() -> to.answering(Heartbeat.LOGIN));
        if (!successor.takesWrites()) {
            throw new RunFailed(to.name() + " is a standby: it takes no writes");
        }
        if (successor.follows()) {
            throw new RunFailed(to.name() + " still follows another server");
        }
        if (succession.epoch() > 1) {
            long epoch = answered(() -> to.rights().epoch(to, succession.group()));
            if (epoch != succession.epoch()) {
                throw new RunFailed(
                        "the data of %s holds epoch %d, and %d is published"
                                .formatted(to.name(), epoch, succession.epoch()));
            }
        }
        return "%s takes writes; %s %s".formatted(to.name(), from.name(), other());
    }

    private <T> T answered(Insisting.Question<T> question) throws RunFailed, InterruptedException {
        return Insisting.ask(Deadline.in(PATIENCE, to.ticker()), question);
    }

    /** Why the other one takes none. */
    private String other() throws RunFailed, InterruptedException {
        Optional<F> other = from.now(LOOK);
        if (other.isEmpty()) {
            return "does not answer";
        }
        if (!other.get().takesWrites()) {
            return other.get().follows() ? "is a standby" : "takes none";
        }
        return barrier.standing()
                .orElseThrow(() -> new RunFailed(from.name() + " takes writes, too"));
    }
}
