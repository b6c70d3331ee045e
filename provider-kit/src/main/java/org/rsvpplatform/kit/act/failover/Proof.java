package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.RunFailed;

/** Looks whether a succession has come about: writable, of the right epoch, the old one fenced. */
@FunctionalInterface
public interface Proof {
    /**
     * @return what was seen
     * @throws RunFailed what is missing
     */
    String look() throws RunFailed, InterruptedException;
}
