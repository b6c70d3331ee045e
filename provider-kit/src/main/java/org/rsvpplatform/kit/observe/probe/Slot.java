package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.kit.time.Deadline;

/** One provider's place in the schedule: at most one probe under way, at most one waiting. */
final class Slot {
    private static final Duration WHEN_FULL = Duration.ofMillis(20);

    /** Intervals; fewer than after which a measurement is stale. */
    private static final int RESTS = 2;

    private final ProbeEngine engine;
    private final Watched<?> watched;

    private ScheduledFuture<?> next;

    /** When the next probe of the schedule is due; a probe of some layers only never moves it. */
    private long planned;

    private boolean running;
    private boolean retired;
    private Waiting waiting;
    private Attempt<?> stuck;
    private ProbeReport whenStuck;

    /** Until then it is only looked at when somebody asks; null while nothing rests. */
    private Deadline rest;

    /** How long the last probe waits for the next one if it says nothing; zero when it told. */
    private Duration again = Duration.ZERO;

    private record Waiting(ProbeEngine.Request request, CompletableFuture<ProbeReport> answer) {}

    /**
     * One run.
     *
     * @param asked who waits for it; null when only the schedule does
     * @param whole whether it asks all, so that it says how the provider is
     * @param begun its planned time, or its begin when it was not planned
     */
    private record Turn(Waiting asked, boolean whole, long begun) {
        ProbeEngine.Request request() {
            if (asked == null) {
                return ProbeEngine.Request.ALL;
            }
            return whole ? asked.request().whole() : asked.request();
        }
    }

    Slot(ProbeEngine engine, Watched<?> watched) {
        this.engine = engine;
        this.watched = watched;
    }

    synchronized void schedule(Duration delay) {
        if (!retired) {
            planned = engine.ticker().nanos() + delay.toNanos();
            rearm(delay);
        }
    }

    private void rearm(Duration delay) {
        if (next != null) {
            next.cancel(false);
        }
        next = engine.schedule().schedule(this::due, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized CompletableFuture<ProbeReport> ask(ProbeEngine.Request request) {
        if (retired) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("no longer configured"));
        }
        if (waiting == null) {
            waiting = new Waiting(request, new CompletableFuture<>());
            if (!running) {
                rearm(Duration.ZERO);
            }
        } else {
            waiting =
                    new Waiting(
                            waiting.request().and(request, watched.cadence().deadline()),
                            waiting.answer());
        }
        return waiting.answer().copy();
    }

    /** See {@link ProbeEngine#rest}. */
    synchronized void rest() {
        rest = Deadline.in(watched.cadence().interval().multipliedBy(RESTS), engine.ticker());
    }

    synchronized boolean rests() {
        return rest != null && !rest.passed();
    }

    synchronized void retire() {
        retired = true;
        watched.end();
        if (next != null) {
            next.cancel(false);
        }
        if (waiting != null) {
            waiting.answer()
                    .completeExceptionally(new IllegalStateException("no longer configured"));
        }
    }

    private synchronized void due() {
        if (retired || running) {
            return;
        }
        if (waiting == null && rests()) {
            rearm(rest.remaining());
            return;
        }
        if (!engine.permits().tryAcquire()) {
            rearm(WHEN_FULL);
            return;
        }
        running = true;
        Waiting asked = waiting;
        waiting = null;
        long now = engine.ticker().nanos();
        boolean scheduled = now - planned >= 0;
        Turn turn =
                new Turn(
                        asked,
                        asked == null || scheduled || asked.request().layers().isEmpty(),
                        scheduled ? planned : now);
        Thread.ofVirtual().name("probe " + watched.provider().name()).start(() -> run(turn));
    }

    private void run(Turn turn) {
        Duration delay = watched.cadence().interval();
        ProbeReport report = null;
        Throwable failure = new IllegalStateException("the probe was interrupted");
        try {
            report = probe(turn);
            // A part of the checks can't say how the provider is.
            if (turn.whole() && !retired()) {
                delay = engine.isInconclusive(report) ? again() : judged(report);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            engine.permits().release();
            done(turn, delay);
            if (turn.asked() != null && report != null) {
                turn.asked().answer().complete(report);
            } else if (turn.asked() != null) {
                turn.asked().answer().completeExceptionally(failure);
            }
        }
    }

    private Duration judged(ProbeReport report) {
        again = Duration.ZERO;
        return engine.judge(report);
    }

    /** Soon, and less often each time: asking again is work, too, and there is too much of it. */
    private Duration again() {
        Cadence cadence = watched.cadence();
        Duration next = again.isZero() ? cadence.secondLook() : again.multipliedBy(2);
        again = next.compareTo(cadence.interval()) < 0 ? next : cadence.interval();
        return again;
    }

    private synchronized boolean retired() {
        return retired;
    }

    private ProbeReport probe(Turn turn) throws InterruptedException {
        Duration late = Duration.ofNanos(Math.max(0, engine.ticker().nanos() - turn.begun()));
        if (stuck != null && stuck.stuck()) {
            return stillStuck(late);
        }
        boolean scheduled = turn.asked() == null;
        ProbeRun<?> run = watched.run(turn.request(), engine);
        ProbeReport report =
                run.run(
                        scheduled
                                ? watched.scheduled(engine.ticker())
                                : watched.asked(turn.request().layers(), engine.clock()),
                        late,
                        !scheduled,
                        // Its limits in the server are those of its own deadline.
                        turn.request().deadline().isEmpty());
        watched.remember(run.asked(), report.endedNanos());
        stuck = run.stuck();
        if (stuck != null) {
            whenStuck = report;
            engine.countAbandoned();
        }
        return report;
    }

    /**
     * A check that ignores its deadline keeps its one thread, and no second one joins it: what was
     * seen when it got stuck is what is known.
     */
    private ProbeReport stillStuck(Duration late) {
        return new ProbeReport(
                watched.provider(),
                engine.clock().instant(),
                engine.ticker().nanos(),
                Duration.ZERO,
                late,
                whenStuck.results(),
                List.of());
    }

    private synchronized void done(Turn turn, Duration delay) {
        running = false;
        if (retired) {
            return;
        }
        long now = engine.ticker().nanos();
        if (turn.whole()) {
            boolean steady = delay.compareTo(watched.cadence().interval()) == 0;
            planned = now + (steady ? untilNextRound(turn.begun(), delay) : delay).toNanos();
        }
        rearm(waiting != null ? Duration.ZERO : Duration.ofNanos(Math.max(0, planned - now)));
    }

    /** A steady round keeps its own beat whatever the probe took, with 2 % of jitter. */
    private Duration untilNextRound(long begun, Duration interval) {
        long sinceStart = engine.ticker().nanos() - begun;
        long rest = interval.toNanos() - Math.floorMod(sinceStart, interval.toNanos());
        long jitter = ThreadLocalRandom.current().nextLong(interval.toNanos() / 50 + 1);
        return Duration.ofNanos(rest + jitter - interval.toNanos() / 100);
    }
}
