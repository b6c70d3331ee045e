package org.rsvpplatform.kit.act.failover;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a fence that stops a provider writes down before it does: when a service finds it stopped
 * after its own restart, only this tells that it was told to, and did not just die.
 */
public final class StopNote {
    private Consumer<String> keep = position -> {};
    private String position;

    /**
     * Takes a run's note over.
     *
     * @param earlier what an earlier process of this service has noted
     * @param latest writes it down; throws where it can't
     */
    synchronized void use(Optional<String> earlier, Consumer<String> latest) {
        position = earlier.orElse(null);
        keep = latest;
    }

    /**
     * Call it just before it is told to stop.
     *
     * @param at how far it had written, in words of its own; empty when that is of no use
     */
    public synchronized void stops(String at) {
        keep.accept(at);
        position = at;
    }

    /** How far it had written when it was told to stop; empty when it never was. */
    public synchronized Optional<String> stopped() {
        return Optional.ofNullable(position);
    }
}
