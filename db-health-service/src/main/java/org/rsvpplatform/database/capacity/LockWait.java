package org.rsvpplatform.database.capacity;

import java.time.Duration;
import java.util.List;

/**
 * A session that waits for a lock.
 *
 * @param blockedBy the sessions that hold it or are before it; 0 stands for a prepared transaction
 * @param relation the table it wants, as far as the server tells; else empty
 */
public record LockWait(long pid, List<Long> blockedBy, String relation, Duration waits) {
    public LockWait {
        blockedBy = List.copyOf(blockedBy);
    }
}
