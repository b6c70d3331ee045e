package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.StopNote;
import org.rsvpplatform.kit.time.Deadline;

/**
 * What a fenced primary has written gets to its replica before that is promoted.
 *
 * @param demanded whether nothing may be missing; otherwise it is waited for a moment
 * @param stopNote of the fence, where that stops the primary
 */
record Handover(
        Member<MysqlSession, Standing> from,
        Member<MysqlSession, Standing> to,
        boolean demanded,
        StopNote stopNote) {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    /** One that was promoted since receives no more. */
    String received() throws RunFailed, InterruptedException {
        Standing primary = from.answering(LOOK);
        Deadline deadline = Deadline.in(demanded ? WITHIN : LOOK, from.ticker());
        while (!has(to.now(LOOK), primary)) {
            if (!deadline.pause(POLL)) {
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

    private static boolean has(Optional<Standing> replica, Standing primary) {
        return replica.filter(
                        r ->
                                r.takesWrites()
                                        || r.source()
                                                .filter(
                                                        source ->
                                                                primary.written()
                                                                                .aheadOf(
                                                                                        source
                                                                                                .received())
                                                                        == 0)
                                                .isPresent())
                .isPresent();
    }
}
