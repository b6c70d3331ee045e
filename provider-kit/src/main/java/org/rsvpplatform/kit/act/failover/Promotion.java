package org.rsvpplatform.kit.act.failover;

import java.util.Optional;
import org.rsvpplatform.kit.act.command.RunFailed;

/** Makes the successor take writes. It may be done twice. */
public interface Promotion {
    /** Whether the successor takes writes already. */
    enum Reached {
        NOT_YET,
        DONE,
        /** It does not answer, or it was told to and may still do so. */
        UNKNOWN
    }

    /**
     * Asks what {@link #promote} asks, and changes nothing. While all is well nobody waits for it,
     * and what could not be promoted is known before anything is fenced.
     *
     * @throws RunFailed it could not be promoted
     */
    default void rehearse() throws RunFailed, InterruptedException {}

    /**
     * Promotes, writes the epoch beside the data, and returns when the first write was taken.
     *
     * @return how that was seen
     */
    String promote() throws RunFailed, InterruptedException;

    /** Looks after a promotion that failed: what follows depends on it. */
    Reached reached() throws InterruptedException;

    /**
     * Takes back what a promotion that did not come about has left at the successor. It may be done
     * twice.
     *
     * @return what was done; empty when there was nothing to do
     */
    default Optional<String> takeBack() throws RunFailed, InterruptedException {
        return Optional.empty();
    }
}
