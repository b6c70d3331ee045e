package org.rsvpplatform.database.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.LeftOpen;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The login that may read the server's statistics. Its session stays open between two looks while
 * the server has room and the probes find nothing wrong with logins.
 *
 * @param <S> a session of the kind of server
 */
public final class Observer<S extends Session> implements AutoCloseable {
    /** What it sees does not depend on the age of its login, and its questions are many to plan. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private final Optional<Login> login;
    private final Duration keepSession;
    private final Opening<S> opening;
    private final Ticker ticker;
    private final LeftOpen<Open<S>> left = new LeftOpen<>(open -> open.session().close());
    private volatile boolean mayStay;
    private volatile boolean welcome;

    private record Open<S>(S session, Deadline until) {}

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
     * Opens the session of a probe.
     *
     * @param <S> what is opened
     */
    public interface ProbeLogin<S> {
        S open() throws LayerFailure, TimeoutException, InterruptedException;
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
        Optional<Open<S>> open = left.take();
        if (open.isPresent()) {
            try {
                return Optional.of(answered(open.get(), question));
            } catch (ExecutionException e) {
                // The session may have ended since; a new one tells.
            }
        }
        S session = opening.open(login.get(), Attempt.by(deadline));
        return Optional.of(answered(new Open<>(session, Deadline.in(MOST, ticker)), question));
    }

    private <T> T answered(Open<S> open, Question<S, T> question)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean well = false;
        try {
            T answer = question.ask(open.session());
            well = true;
            return answer;
        } finally {
            if (well && mayStay && !keepSession.isZero()) {
                left.leave(open, open.until());
            } else {
                open.session().close();
            }
        }
    }

    /**
     * Opens the session of a probe. A server that refuses it may be about to end, and then waits
     * for the observer's, too.
     */
    public S unlessRefused(ProbeLogin<S> probe)
            throws LayerFailure, TimeoutException, InterruptedException {
        boolean let = false;
        try {
            S session = probe.open();
            let = true;
            return session;
        } finally {
            welcome = let;
            if (!let) {
                drop();
            }
        }
    }

    /** Whether there is an observer, and the last login of a probe was let in. */
    public boolean isWelcome() {
        return welcome && login.isPresent();
    }

    /** Closes its session; the next one stays open when a probe says so. */
    public void drop() {
        mayStay(false);
    }

    /** Whether its session may stay between two looks, as that of a probe may. */
    public void mayStay(boolean may) {
        mayStay = may;
        if (!may) {
            left.drop();
        }
    }

    /** Keeps nothing any more. */
    @Override
    public void close() {
        left.end();
    }
}
