package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.observe.probe.Session;

/**
 * The successor takes writes under the right epoch, and the other one does not.
 *
 * @param <S> a session of their kind
 * @param <F> what they answer to a heartbeat
 */
public record PairProof<S extends Session, F extends Stance>(
        Succession succession, Member<S, F> from, Member<S, F> to) implements Proof {
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Override
    public String look() throws RunFailed, InterruptedException {
        F successor = to.now(LOOK).orElseThrow(() -> new RunFailed(to.name() + " does not answer"));
        if (!successor.takesWrites()) {
            throw new RunFailed(to.name() + " is a standby: it takes no writes");
        }
        if (successor.follows()) {
            throw new RunFailed(to.name() + " still follows another server");
        }
        if (succession.epoch() > 1) {
            long epoch = to.rights().epoch(to, succession.group());
            if (epoch != succession.epoch()) {
                throw new RunFailed(
                        "the data of %s holds epoch %d, and %d is published"
                                .formatted(to.name(), epoch, succession.epoch()));
            }
        }
        Optional<F> other = from.now(LOOK);
        if (other.isPresent() && other.get().takesWrites()) {
            throw new RunFailed(from.name() + " takes writes, too");
        }
        return "%s takes writes; %s %s"
                .formatted(
                        to.name(),
                        from.name(),
                        other.isPresent() ? "takes none" : "does not answer");
    }
}
