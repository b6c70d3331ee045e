package org.rsvpplatform.kit.act.command;

import java.time.Duration;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Writes again what the store did not take: where something stands half way, a disk that has room
 * again in a moment must not leave it so. Not for several threads at a time.
 */
final class StorePatience {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Duration most;

    /** Since the first write that was not taken; null while they are taken. */
    private Deadline until;

    /**
     * @param most for how long the store may take nothing, over all writes
     */
    StorePatience(Duration most) {
        this.most = most;
    }

    /**
     * @throws StoreUnavailable it has taken nothing for too long
     */
    void write(Runnable writing) {
        while (true) {
            try {
                writing.run();
                until = null;
                return;
            } catch (StoreUnavailable e) {
                if (!waited()) {
                    throw e;
                }
            }
        }
    }

    private boolean waited() {
        if (until == null) {
            until = Deadline.in(most);
        }
        try {
            return until.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
