package org.rsvpplatform.database.mysql.failover;

import java.time.Duration;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.Receipt;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.StopNote;

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

    String received() throws RunFailed, InterruptedException {
        Standing primary = from.answering(LOOK);
        return new Receipt<>(from, to, demanded).await(replica -> has(replica, primary));
    }

    private static boolean has(Standing replica, Standing primary) {
        return replica.source()
                .filter(source -> primary.written().aheadOf(source.received()) == 0)
                .isPresent();
    }
}
