package org.rsvpplatform.database.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The login that may read the server's statistics. Its session stays open between two looks while
 * the server has room.
 *
 * @param <S> a session of the kind of server
 */
public final class Observer<S extends Session> implements AutoCloseable {
    /** What it sees does not depend on the age of its login. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private final Optional<Login> login;
    private final Duration keepSession;
    private final Opening<S> opening;
    private final Ticker ticker;
    private final AtomicReference<Kept<S>> kept = new AtomicReference<>();
    private volatile boolean roomy;
    private volatile boolean ended;

    private record Kept<S>(S session, Deadline until) {}

    /**
     * Opens its sessions.
     *
     * @param <S> what is opened
     */
    public interface Opening<S> {
        S open(Login login, Attempt attempt)
                throws LayerFailure, TimeoutException, InterruptedException;
    }

    /**
     * Asks through a session.
     *
     * @param <S> the session
     * @param <T> the answer
     */
    public interface Question<S, T> {
        T ask(S session) throws ExecutionException, TimeoutException, InterruptedException;
    }

    /**
     * @param login empty when the configuration names no observer
     * @param keepSession zero when no session may stay
     */
    public Observer(
            Optional<Login> login, Duration keepSession, Opening<S> opening, Ticker ticker) {
        this.login = login;
        this.keepSession = keepSession;
        this.opening = opening;
        this.ticker = ticker;
    }

    /**
     * What it is answered; empty when the configuration names no observer.
     *
     * @throws LayerFailure when it can't log in
     */
    public <T> Optional<T> ask(Question<S, T> question, Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        if (login.isEmpty()) {
            return Optional.empty();
        }
        Kept<S> open = kept.getAndSet(null);
        if (open != null && open.until().passed()) {
            open.session().close();
            open = null;
        }
        if (open != null) {
            try {
                return Optional.of(answered(open, question));
            } catch (ExecutionException e) {
                // The session may have ended since; a new one tells.
            }
        }
        S session = opening.open(login.get(), Attempt.by(deadline, Trace.none(ticker)));
        return Optional.of(answered(new Kept<>(session, Deadline.in(MOST, ticker)), question));
    }

    private <T> T answered(Kept<S> open, Question<S, T> question)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean well = false;
        try {
            T answer = question.ask(open.session());
            well = true;
            return answer;
        } finally {
            boolean stays =
                    well && roomy && !keepSession.isZero() && kept.compareAndSet(null, open);
            if (!stays) {
                open.session().close();
            } else if (ended) {
                drop();
            }
        }
    }

    /** Says whether the server has connections to spare; without them none is kept. */
    public void roomy(boolean enough) {
        roomy = enough;
        if (!enough) {
            drop();
        }
    }

    /** Closes what is kept. */
    public void drop() {
        Kept<S> open = kept.getAndSet(null);
        if (open != null) {
            open.session().close();
        }
    }

    /** Keeps nothing any more. */
    @Override
    public void close() {
        ended = true;
        drop();
    }
}
