package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.StopNote;
import org.rsvpplatform.kit.time.Deadline;

/**
 * What a primary has written gets to its standby before that is promoted.
 *
 * @param demanded whether nothing may be missing; otherwise it is waited for a moment
 * @param stopNote of the fence, where that stops the primary
 */
record Handover(
        Member<PostgresSession, Standing> from,
        Member<PostgresSession, Standing> to,
        boolean demanded,
        StopNote stopNote) {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    /** How far the primary has written; empty when it does not say and need not. */
    OptionalLong written() throws RunFailed, InterruptedException {
        return demanded
                ? from.answering(LOOK).written()
                : from.now(LOOK).map(Standing::written).orElse(OptionalLong.empty());
    }

    /**
     * Waits until the standby has received so much; one that was promoted since receives no more.
     */
    String received(OptionalLong written) throws RunFailed, InterruptedException {
        Deadline most = Deadline.in(demanded ? WITHIN : LOOK, from.ticker());
        while (true) {
            Optional<Standing> standby = to.now(LOOK);
            if (standby.filter(s -> !s.inRecovery() || has(s, written)).isPresent()) {
                return to.name() + " has all of it";
            }
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
    }

    private static boolean has(Standing standby, OptionalLong written) {
        return written.isPresent()
                && standby.written().isPresent()
                && standby.written().getAsLong() >= written.getAsLong();
    }
}
