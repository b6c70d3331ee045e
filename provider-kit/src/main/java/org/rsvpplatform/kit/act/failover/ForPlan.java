package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.Refused;

/** Looks for a plan, which is made where nobody waits for an end of the service. */
final class ForPlan {
    private ForPlan() {}

    /**
     * Asks.
     *
     * @param <T> the answer
     */
    interface Look<T> {
        T ask() throws InterruptedException;
    }

    static <T> T ask(Look<T> look) {
        try {
            return look.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted", "call it again");
        }
    }
}
