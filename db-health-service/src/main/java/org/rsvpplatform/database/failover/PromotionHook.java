package org.rsvpplatform.database.failover;

import java.time.Duration;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.HookedAct;
import org.rsvpplatform.kit.act.failover.Insisting;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Somebody else promotes the standby: a managed database is told to by its provider's interface,
 * not by SQL.
 */
public record PromotionHook(HookedAct act, Member<?, ?> to) {
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** One that is started anew for it needs a while after the hook has said so. */
    private static final Duration TAKES_WRITES = Duration.ofSeconds(60);

    /**
     * Returns when the standby is seen to take writes.
     *
     * @return what the hook said
     */
    public String promote() throws RunFailed, InterruptedException {
        String told = act.call();
        Insisting.ask(Deadline.in(TAKES_WRITES, to.ticker()), this::takesWrites);
        return told;
    }

    private String takesWrites() throws RunFailed, InterruptedException {
        if (!to.answering(LOOK).takesWrites()) {
            throw new RunFailed(
                    "%s is still a standby %d s after %s has said that it is promoted"
                            .formatted(to.name(), TAKES_WRITES.toSeconds(), act.name()));
        }
        return to.name() + " takes writes";
    }

    /** How long it may take. */
    Duration within() {
        return act.hook().timeout().plus(TAKES_WRITES);
    }
}
