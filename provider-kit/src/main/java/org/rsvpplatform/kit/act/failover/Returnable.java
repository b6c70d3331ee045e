package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.Optional;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Backend;

/**
 * A backend whose provider may come back after another one took its place, and take writes as if it
 * still were the active one; a {@link Backend} implements it. One that is not the active one and is
 * heard taking writes says so by {@link org.rsvpplatform.kit.observe.probe.Alarm#intrudes}.
 */
public interface Returnable {
    /**
     * For how long it has been heard taking writes, without a break; empty when it takes none, or
     * is not heard. It is told from memory: nobody is asked.
     */
    Optional<Duration> takesWritesFor();

    /**
     * @param past the succession that made the other one the active one, or would have
     * @param active the backend of that one
     */
    Return comeBack(Succession past, Backend<?> active, GroupSettings settings);
}
