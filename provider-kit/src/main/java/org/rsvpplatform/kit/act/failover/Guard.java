package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.GuardReport;

/** A condition that must hold before a succession. */
@FunctionalInterface
public interface Guard {
    /** Looks now, from memory or within a short time. */
    GuardReport look() throws InterruptedException;
}
