package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * One question at one layer, asked through the session. It says what it saw; it never says what
 * that means.
 *
 * @param <C> the kind of session it asks through
 */
public interface Check<C extends Session> {
    /** The layer it looks at. */
    Layer layer();

    /**
     * Asks. An exception means "failed": the backend's {@link Backend#signal} turns it into a
     * signal.
     *
     * @param deadline put it on the socket, not only around the call
     */
    Outcome ask(C session, Deadline deadline) throws Exception;

    /** Layers that must have passed for the question to make sense. */
    default Set<Layer> needs() {
        return switch (layer()) {
            case OPERATION, REPLICATION, CAPACITY -> Set.of(Layer.AUTHORIZATION);
            default -> Set.of();
        };
    }

    /** How often to ask when that is more seldom than the provider's own interval. */
    default Optional<Duration> every() {
        return Optional.empty();
    }
}
