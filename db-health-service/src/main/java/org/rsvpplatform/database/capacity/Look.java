package org.rsvpplatform.database.capacity;

import org.rsvpplatform.kit.time.Deadline;

/**
 * Looks at what a server knows of itself.
 *
 * @param <P> the picture that it brings
 */
public interface Look<P> {
    /**
     * A picture for the checks of one probe; all of them share it.
     *
     * @param probe what tells one probe from the next, such as its session
     */
    Seen<P> see(Object probe, Deadline deadline) throws InterruptedException;
}
