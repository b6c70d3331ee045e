package org.rsvpplatform.database.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.LeftOpen;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The login that may promote a server, fence it and end it. Its session stays open for a moment
 * after an act, so that the next one is not held up: where all programs come back at once, a login
 * takes as long as all the rest.
 *
 * @param <S> a session of the kind of server
 */
public final class Administrator<S extends Session> implements AutoCloseable {
    private static final Duration STAYS = Duration.ofSeconds(10);

    private final Optional<Login> login;
    private final Observer.Opening<S> opening;
    private final Ticker ticker;
    private final LeftOpen<S> left = new LeftOpen<>(Session::close);

    /**
     * An act. It may be done twice.
     *
     * @param <S> in such a session
     * @param <T> what came of it
     */
    public interface Act<S, T> {
        T by(S session, Deadline deadline)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /**
     * @param login empty when the configuration names none
     * @param opening opens its sessions
     */
    public Administrator(Optional<Login> login, Observer.Opening<S> opening, Ticker ticker) {
        this.login = login;
        this.opening = opening;
        this.ticker = ticker;
    }

    /** Who it is; empty when the configuration names nobody. */
    public Optional<Login> login() {
        return login;
    }

    /** Acts, in the session of the act before where that is open still. */
    <T> T act(Act<S, T> act, Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        Optional<S> open = left.take();
        if (open.isPresent()) {
            try {
                return leaving(open.get(), act, deadline);
            } catch (ExecutionException e) {
                // The session may have ended since; a new one tells.
            }
        }
        return leaving(opened(deadline), act, deadline);
    }

    /** Acts in a session that begins now, and ends with the act. */
    <T> T actAnew(Act<S, T> act, Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        try (S session = opened(deadline)) {
            return act.by(session, deadline);
        }
    }

    private S opened(Deadline deadline)
            throws LayerFailure, TimeoutException, InterruptedException {
        return opening.open(login.orElseThrow(), Attempt.by(deadline));
    }

    /** Leaves a session open in which all went well. */
    private <T> T leaving(S session, Act<S, T> act, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean well = false;
        try {
            T done = act.by(session, deadline);
            well = true;
            return done;
        } finally {
            if (well) {
                left.leave(session, Deadline.in(STAYS, ticker));
            } else {
                session.close();
            }
        }
    }

    /** Keeps nothing any more. */
    @Override
    public void close() {
        left.end();
    }
}
