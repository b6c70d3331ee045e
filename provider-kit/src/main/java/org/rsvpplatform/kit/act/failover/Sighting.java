package org.rsvpplatform.kit.act.failover;

/** A former active provider as it was seen just before its fence. */
@FunctionalInterface
public interface Sighting {
    /** How far it has come apart from the present one; asked when nobody waits for it any more. */
    Divergence divergence() throws InterruptedException;
}
