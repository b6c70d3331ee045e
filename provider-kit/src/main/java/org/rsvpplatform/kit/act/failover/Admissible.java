package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.observe.probe.Backend;

/**
 * A backend whose provider may be started so that it takes no writes until it is let; a {@link
 * Backend} implements it. That is how it should be in a pair, since it can't know what became of
 * the other one; and so the active one waits, too, when it was only started anew.
 */
public interface Admissible {
    /**
     * Whether it is the active one, and heard to wait; not when somebody told it to take no writes.
     * It is told from memory: nobody is asked.
     */
    boolean waits();

    /**
     * @param past the succession that made it the active one, or would have
     * @param standby the backend of the other one
     */
    Admission admission(Succession past, Backend<?> standby);
}
