package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.function.Predicate;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Waits until a standby has all that its primary had written.
 *
 * @param <S> a session of their kind
 * @param <F> what they answer to a heartbeat
 * @param demanded whether nothing may be missing; otherwise it is waited for a moment
 */
public record Receipt<S extends Session, F extends Stance>(
        Member<S, F> from, Member<S, F> to, boolean demanded) {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    /**
     * @param has whether it has all; one that was promoted since receives no more, and has
     * @return how it ended
     * @throws RunFailed something is missing that may not
     */
    public String await(Predicate<F> has) throws RunFailed, InterruptedException {
        Deadline most = Deadline.in(demanded ? WITHIN : LOOK, from.ticker());
        while (to.now(LOOK).filter(has.or(Stance::takesWrites)).isEmpty()) {
            if (!most.pause(POLL)) {
                String missing =
                        "%s has not received all that %s had written"
                                .formatted(to.name(), from.name());
                if (demanded) {
                    throw new RunFailed(missing);
                }
                return missing;
            }
        }
        return to.name() + " has all of it";
    }
}
