package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One provider's place in the schedule: at most one probe under way, at most one waiting. */
final class Slot {
    private static final Duration WHEN_FULL = Duration.ofMillis(20);

    private final ProbeEngine engine;
    private final Watched<?> watched;

    private ScheduledFuture<?> next;
    private long planned;
    private boolean running;
    private boolean retired;
    private Waiting waiting;
    private Attempt<?> stuck;
    private ProbeReport whenStuck;

    private record Waiting(ProbeEngine.Request request, CompletableFuture<ProbeReport> answer) {}

    Slot(ProbeEngine engine, Watched<?> watched) {
        this.engine = engine;
        this.watched = watched;
    }

    synchronized void schedule(Duration delay) {
        if (retired) {
            return;
        }
        planned = engine.ticker().nanos() + delay.toNanos();
        rearm(delay);
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
                planned = engine.ticker().nanos();
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
        if (!engine.permits().tryAcquire()) {
            rearm(WHEN_FULL);
            return;
        }
        running = true;
        Waiting asked = waiting;
        waiting = null;
        Thread.ofVirtual().name("probe " + watched.provider().name()).start(() -> run(asked));
    }

    private void run(Waiting asked) {
        ProbeReport report = null;
        Duration delay = watched.cadence().interval();
        try {
            report = probe(asked);
            // A part of the checks can't say how the provider is.
            if (!retired() && (asked == null || asked.request().layers().isEmpty())) {
                delay = engine.judge(report);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (asked != null) {
                asked.answer().completeExceptionally(e);
            }
            throw e;
        } finally {
            engine.permits().release();
            done(delay);
            if (asked != null && report != null) {
                asked.answer().complete(report);
            }
        }
    }

    private synchronized boolean retired() {
        return retired;
    }

    private ProbeReport probe(Waiting asked) throws InterruptedException {
        Duration late = Duration.ofNanos(Math.max(0, engine.ticker().nanos() - planned));
        if (stuck != null && stuck.stuck()) {
            return stillStuck(late);
        }
        if (asked != null) {
            watched.dropSession();
        }
        ProbeEngine.Request request = asked == null ? ProbeEngine.Request.ALL : asked.request();
        ProbeRun<?> run = watched.run(request, engine);
        ProbeReport report =
                run.run(
                        asked == null
                                ? watched.scheduled(engine.ticker())
                                : watched.asked(request.layers(), engine.clock()),
                        late);
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

    private synchronized void done(Duration delay) {
        running = false;
        if (retired) {
            return;
        }
        if (waiting != null) {
            planned = engine.ticker().nanos();
            rearm(Duration.ZERO);
        } else if (delay.compareTo(watched.cadence().interval()) == 0) {
            schedule(untilNextRound(delay));
        } else {
            schedule(delay);
        }
    }

    /** A steady round keeps its own beat whatever the probe took, with 2 % of jitter. */
    private Duration untilNextRound(Duration interval) {
        long sinceStart = engine.ticker().nanos() - planned;
        long rest = interval.toNanos() - Math.floorMod(sinceStart, interval.toNanos());
        long jitter = ThreadLocalRandom.current().nextLong(interval.toNanos() / 50 + 1);
        return Duration.ofNanos(rest + jitter - interval.toNanos() / 100);
    }
}
