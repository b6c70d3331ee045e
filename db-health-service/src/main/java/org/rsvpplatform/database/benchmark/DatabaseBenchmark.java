package org.rsvpplatform.database.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;
import org.rsvpplatform.kit.act.benchmark.Benchmark;
import org.rsvpplatform.kit.act.benchmark.Measurement;
import org.rsvpplatform.kit.act.benchmark.Report;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The load on a database: one session that asks, reads and writes, then a few that commit at once.
 * Its rows stand in {@code rsvp_probe.beat}, whose grants watching needs anyway, under names that
 * begin with {@link Subject#ROWS}.
 */
public final class DatabaseBenchmark implements Benchmark {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final String provider;
    private final Subject subject;
    private final Ticker ticker;

    public DatabaseBenchmark(String provider, Subject subject, Ticker ticker) {
        this.provider = provider;
        this.subject = subject;
        this.ticker = ticker;
    }

    @Override
    public String clear() throws RunFailed, InterruptedException {
        Deadline deadline = Deadline.in(ANSWER, ticker);
        try (Seat seat = subject.open(deadline)) {
            Optional<String> readOnly = subject.standing(seat, deadline).readOnly();
            return readOnly.isPresent()
                    ? "nothing of a load can be here: " + readOnly.get()
                    : "removed %d rows".formatted(removed(seat, deadline));
        } catch (LayerFailure e) {
            return unlessHarmless(e.getCause() == null ? e : e.getCause());
        } catch (ExecutionException e) {
            return unlessHarmless(e.getCause());
        } catch (TimeoutException e) {
            throw new RunFailed("no answer within %d s".formatted(ANSWER.toSeconds()), e);
        }
    }

    /** A lock of somebody else is waited for until the deadline. */
    private int removed(Seat seat, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        while (true) {
            try {
                return seat.run(subject.statements().clear(), deadline).rowCount();
            } catch (ExecutionException e) {
                if (subject.trouble(e.getCause()) != Subject.Trouble.LOCKED || deadline.passed()) {
                    throw e;
                }
            }
        }
    }

    private String unlessHarmless(Throwable thrown) throws RunFailed {
        if (subject.trouble(thrown) == Subject.Trouble.NOT_ALLOWED) {
            return "nothing of a load can be here: " + subject.said(thrown);
        }
        throw new RunFailed(subject.said(thrown), thrown);
    }

    @Override
    public Report measure(Duration duration, List<Measurement> baseline, DoubleConsumer progress)
            throws RunFailed, InterruptedException {
        try (Seating seating = new Seating(subject, ticker)) {
            Optional<Seat> first = seating.first();
            if (first.isEmpty()) {
                return new Judgement(nothing(seating.pool(0, 0, 1, 0), baseline))
                        .report(List.of("nothing was measured: no session was to be had"));
            }
            Subject.Standing standing = standing(first.get());
            int allowed = Seating.allowed(standing);
            if (allowed < 1) {
                return new Judgement(
                                nothing(
                                        seating.pool(standing.used(), standing.most(), 1, 0),
                                        baseline))
                        .report(
                                List.of(
                                        "nothing was measured: a load takes a quarter of the free"
                                                + " connections at most, and %d are free"
                                                        .formatted(standing.free())));
            }
            List<String> notes = new ArrayList<>();
            boolean reads = mayRead(first.get());
            Allowed may = new Allowed(reads, mayWrite(first.get(), standing, notes));
            return new Load(subject, seating, ticker, new Timetable(duration, ticker), progress)
                    .run(first.get(), standing, allowed, may, baseline, notes);
        }
    }

    private static Evidence nothing(Evidence.Pool pool, List<Measurement> baseline) {
        return new Evidence(
                new Latencies(),
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                new Evidence.Locks(0, 0, 0, 0, 0, 0, 0, Optional.empty()),
                Subject.Counted.NOTHING,
                pool,
                baseline);
    }

    private Subject.Standing standing(Seat seat) throws RunFailed, InterruptedException {
        try {
            return subject.standing(seat, Deadline.in(ANSWER, ticker));
        } catch (ExecutionException e) {
            throw new RunFailed(subject.said(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new RunFailed("no answer within %d s".formatted(ANSWER.toSeconds()), e);
        }
    }

    private boolean mayRead(Seat seat) throws RunFailed, InterruptedException {
        try {
            seat.run(subject.statements().read(), Deadline.in(ANSWER, ticker));
            return true;
        } catch (ExecutionException e) {
            return switch (subject.trouble(e.getCause())) {
                case LOCKED -> true;
                case NOT_ALLOWED -> false;
                default -> throw new RunFailed(subject.said(e.getCause()), e.getCause());
            };
        } catch (TimeoutException e) {
            throw new RunFailed("no answer within %d s".formatted(ANSWER.toSeconds()), e);
        }
    }

    /** Whether our user may write its rows; what stands in the way is a note, not a failure. */
    private boolean mayWrite(Seat seat, Subject.Standing standing, List<String> notes)
            throws RunFailed, InterruptedException {
        if (standing.readOnly().isPresent()) {
            notes.add("no writes were measured: " + standing.readOnly().get());
            return false;
        }
        try {
            seat.run(subject.statements().unflushed().apply(0), Deadline.in(ANSWER, ticker));
            return !subject.statements().open() || recovered(seat);
        } catch (ExecutionException e) {
            switch (subject.trouble(e.getCause())) {
                case LOCKED -> {
                    return recovered(seat);
                }
                case NOT_ALLOWED -> {
                    notes.add(
                            "no writes were measured: %s; ./rsvp providers:grants %s prints what"
                                            .formatted(subject.said(e.getCause()), provider)
                                    + " it needs");
                    recovered(seat);
                    return false;
                }
                default -> throw new RunFailed(subject.said(e.getCause()), e.getCause());
            }
        } catch (TimeoutException e) {
            throw new RunFailed("no answer within %d s".formatted(ANSWER.toSeconds()), e);
        }
    }

    private boolean recovered(Seat seat) throws RunFailed, InterruptedException {
        try {
            seat.run(subject.statements().rollback(), Deadline.in(ANSWER, ticker));
            return true;
        } catch (ExecutionException e) {
            throw new RunFailed(subject.said(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new RunFailed("no answer within %d s".formatted(ANSWER.toSeconds()), e);
        }
    }
}
