package org.rsvpplatform.database.benchmark;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Works in one session, one statement after the other, and writes one row only, its own. */
final class Worker implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Subject subject;
    private final Seat seat;
    private final int slot;
    private final Ticker ticker;
    private Latencies latencies = new Latencies();
    private long statements;
    private long lockTimeouts;
    private long lockNanos;

    Worker(Subject subject, Seat seat, int slot, Ticker ticker) {
        this.subject = subject;
        this.seat = seat;
        this.slot = slot;
        this.ticker = ticker;
    }

    Seat seat() {
        return seat;
    }

    Latencies latencies() {
        return latencies;
    }

    long statements() {
        return statements;
    }

    long lockTimeouts() {
        return lockTimeouts;
    }

    double lockMillis() {
        return lockNanos / 1e6;
    }

    /** What was measured until now was to get warm. */
    void forget() {
        latencies = new Latencies();
        statements = 0;
    }

    void ask() throws RunFailed, InterruptedException {
        timed(Measure.ROUND_TRIP, subject.statements().roundTrip());
    }

    void read() throws RunFailed, InterruptedException {
        timed(Measure.READ, subject.statements().read());
    }

    /** The three kinds of writes, side by side. */
    void write() throws RunFailed, InterruptedException {
        Statements all = subject.statements();
        timed(Measure.UNFLUSHED, all.unflushed().apply(slot));
        if (all.open()) {
            rollback();
        }
        if (all.local().isPresent()) {
            timed(Measure.LOCAL, all.local().get().apply(slot));
        }
        timed(Measure.COMMIT, all.commit().apply(slot));
    }

    void commitBesideOthers() throws RunFailed, InterruptedException {
        IntFunction<String> commit = subject.statements().commit();
        timed(Measure.CONCURRENT, commit.apply(slot));
    }

    /** As the server counts it. */
    void compute() throws RunFailed, InterruptedException {
        try {
            RowSet<Row> rows =
                    seat.run(subject.statements().compute(), Deadline.in(ANSWER, ticker));
            double millis = rows.iterator().next().getDouble("millis");
            latencies.record(
                    Measure.COMPUTE, Math.round(millis * TimeUnit.MILLISECONDS.toNanos(1)));
        } catch (ExecutionException e) {
            throw new RunFailed("computation: " + subject.said(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw silent(Measure.COMPUTE, e);
        }
    }

    private void timed(Measure measure, String sql) throws RunFailed, InterruptedException {
        long begin = ticker.nanos();
        try {
            seat.run(sql, Deadline.in(ANSWER, ticker));
            latencies.record(measure, ticker.nanos() - begin);
            statements++;
        } catch (ExecutionException e) {
            if (subject.trouble(e.getCause()) != Subject.Trouble.LOCKED) {
                throw new RunFailed(
                        "%s: %s".formatted(measure.label(), subject.said(e.getCause())),
                        e.getCause());
            }
            lockTimeouts++;
            lockNanos += ticker.nanos() - begin;
            rollback();
        } catch (TimeoutException e) {
            throw silent(measure, e);
        }
    }

    /** Not timed. */
    private void rollback() throws RunFailed, InterruptedException {
        try {
            seat.run(subject.statements().rollback(), Deadline.in(ANSWER, ticker));
        } catch (ExecutionException e) {
            throw new RunFailed("rollback: " + subject.said(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw silent(Measure.COMMIT, e);
        }
    }

    private static RunFailed silent(Measure measure, TimeoutException e) {
        return new RunFailed(
                "%s: no answer within %d s".formatted(measure.label(), ANSWER.toSeconds()), e);
    }

    @Override
    public void close() {
        seat.close();
    }
}
