package org.rsvpplatform.database.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** The load's sessions: never more than a quarter of those that are free. */
final class Seating implements AutoCloseable {
    static final int MOST_WORKERS = 4;
    private static final int PART = 4;
    private static final Duration LOGIN = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Subject subject;
    private final Ticker ticker;
    private final Latencies logins = new Latencies();
    private final List<Seat> seats = new ArrayList<>();
    private Duration waited = Duration.ZERO;
    private String refusal;

    Seating(Subject subject, Ticker ticker) {
        this.subject = subject;
        this.ticker = ticker;
    }

    /** The first session; empty when none was to be had in time, since all are taken. */
    Optional<Seat> first() throws RunFailed, InterruptedException {
        Deadline patience = Deadline.in(LOGIN, ticker);
        long begin = ticker.nanos();
        while (true) {
            refusal = null;
            Optional<Seat> seat = take();
            if (seat.isPresent()) {
                return seat;
            }
            waited = Duration.ofNanos(ticker.nanos() - begin);
            if (patience.passed()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    /** One more session; empty when the server has none left. */
    Optional<Seat> take() throws RunFailed, InterruptedException {
        long begin = ticker.nanos();
        try {
            Seat seat = subject.open(Deadline.in(LOGIN, ticker));
            logins.record(Measure.LOGIN, ticker.nanos() - begin);
            seats.add(seat);
            return Optional.of(seat);
        } catch (LayerFailure e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (subject.trouble(cause) != Subject.Trouble.FULL) {
                throw new RunFailed("login: " + subject.said(cause), e);
            }
            refusal = subject.said(cause);
            waited = waited.plusNanos(ticker.nanos() - begin);
            return Optional.empty();
        } catch (TimeoutException e) {
            throw new RunFailed("login: no answer within %d s".formatted(LOGIN.toSeconds()), e);
        }
    }

    /** How many sessions the load may have in all. */
    static int allowed(Subject.Standing standing) {
        // The one that asked is counted as used, and is ours.
        return (standing.free() + 1) / PART;
    }

    Latencies logins() {
        return logins;
    }

    /**
     * @param wanted sessions of the load, whoever used them
     */
    Evidence.Pool pool(int used, int most, int wanted, int got) {
        return new Evidence.Pool(used, most, wanted, got, waited, Optional.ofNullable(refusal));
    }

    @Override
    public void close() {
        seats.forEach(Seat::close);
    }
}
