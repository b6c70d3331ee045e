package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.OptionalLong;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.Receipt;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.StopNote;

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

    /** How far the primary has written; empty when it does not say and need not. */
    OptionalLong written() throws RunFailed, InterruptedException {
        return demanded
                ? from.answering(LOOK).written()
                : from.now(LOOK).map(Standing::written).orElse(OptionalLong.empty());
    }

    /** Waits until the standby has received so much. */
    String received(OptionalLong written) throws RunFailed, InterruptedException {
        return new Receipt<>(from, to, demanded).await(standby -> has(standby, written));
    }

    private static boolean has(Standing standby, OptionalLong written) {
        return written.isPresent()
                && standby.written().isPresent()
                && standby.written().getAsLong() >= written.getAsLong();
    }
}
