package org.rsvpplatform.database.postgresql.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The login that may read the server's statistics. Its session stays open between two looks while
 * the server has room.
 */
public final class Observer implements AutoCloseable {
    /** What it sees does not depend on the age of its login. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private final Connector connector;
    private final PostgresSettings settings;
    private final Ticker ticker;
    private final AtomicReference<Kept> kept = new AtomicReference<>();
    private volatile boolean roomy;
    private volatile boolean ended;

    private record Kept(PostgresSession session, Deadline until) {}

    /**
     * Asks through a session.
     *
     * @param <T> the answer
     */
    public interface Question<T> {
        T ask(PostgresSession session)
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    public Observer(Connector connector, PostgresSettings settings, Ticker ticker) {
        this.connector = connector;
        this.settings = settings;
        this.ticker = ticker;
    }

    /**
     * What it is answered; empty when the configuration names no observer.
     *
     * @throws LayerFailure when it can't log in
     */
    public <T> Optional<T> ask(Question<T> question, Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        if (settings.observer().isEmpty()) {
            return Optional.empty();
        }
        Kept open = kept.getAndSet(null);
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
        Attempt attempt = Attempt.by(deadline, Trace.none(ticker));
        PostgresSession session =
                connector.open(settings.observer().get(), settings.database(), attempt);
        return Optional.of(answered(new Kept(session, Deadline.in(MOST, ticker)), question));
    }

    private <T> T answered(Kept open, Question<T> question)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean well = false;
        try {
            T answer = question.ask(open.session());
            well = true;
            return answer;
        } finally {
            boolean stays =
                    well
                            && roomy
                            && !settings.keepSession().isZero()
                            && kept.compareAndSet(null, open);
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
        Kept open = kept.getAndSet(null);
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
