package org.rsvpplatform.database.heartbeat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;

/**
 * How a kind of server is asked for a sign of life.
 *
 * @param <S> the session that stays open
 * @param <F> what is answered
 */
public interface Pulse<S extends Session, F> {
    S open(Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException;

    /** Calls back when the session ends, whoever ends it. */
    void onEnd(S session, Runnable ended);

    F ask(S session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    /** Whether a server that refused a session so will give one in a moment: it is starting. */
    default boolean comes(Exception refusal) {
        return false;
    }
}
