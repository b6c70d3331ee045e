package org.rsvpplatform.kit.observe.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Stalls;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Keeps the schedule: one probe a provider at a time, at most {@code concurrency} at once over all,
 * each on a virtual thread under its own deadline. A provider that hangs delays nobody else.
 */
public final class ProbeEngine implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    /** A probe that had less of its time than all but this part of it says nothing. */
    private static final int MOST_STALLED_PERCENT = 33;

    private final Clock clock;
    private final Ticker ticker;
    private final Verdict verdict;
    private final Semaphore permits;
    private final ScheduledThreadPoolExecutor schedule;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder inconclusive = new LongAdder();
    private final Stalls stalls;
    private final List<Runnable> guards = new CopyOnWriteArrayList<>();
    private volatile long heartbeat;

    /** Reads each report and says after which time the provider is to be asked again. */
    public interface Verdict {
        Duration next(ProbeReport report);
    }

    /**
     * What to ask in a probe that somebody asked for.
     *
     * @param layers the layers to ask; empty means all
     * @param deadline time it may take; empty means the provider's own
     * @param debug whether to keep the trace
     */
    public record Request(Set<Layer> layers, Optional<Duration> deadline, boolean debug) {
        public static final Request ALL = new Request(Set.of(), Optional.empty(), false);

        /** The same for all layers. */
        Request whole() {
            return new Request(Set.of(), deadline, debug);
        }

        /**
         * One request that answers both: all that either asks, in the longer time.
         *
         * @param usual the deadline of the one that names none
         */
        Request and(Request other, Duration usual) {
            Set<Layer> both = new HashSet<>();
            if (!layers.isEmpty() && !other.layers.isEmpty()) {
                both.addAll(layers);
                both.addAll(other.layers);
            }
            Duration mine = deadline.orElse(usual);
            Duration theirs = other.deadline.orElse(usual);
            return new Request(
                    both,
                    Optional.of(mine.compareTo(theirs) > 0 ? mine : theirs),
                    debug || other.debug);
        }
    }

    /**
     * @param concurrency probes under way at once over all providers
     */
    public ProbeEngine(int concurrency, Clock clock, Ticker ticker, Verdict verdict) {
        this.clock = clock;
        this.ticker = ticker;
        this.verdict = verdict;
        this.permits = new Semaphore(concurrency);
        this.stalls = new Stalls(ticker).started();
        this.schedule =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("probe-schedule").factory());
        this.schedule.setRemoveOnCancelPolicy(true);
        this.heartbeat = ticker.nanos();
        this.schedule.scheduleAtFixedRate(
                () -> heartbeat = ticker.nanos(), 0, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Watches a provider from now on.
     *
     * @param first time until its first probe; spread these, so that a restart is no stampede
     */
    public <C extends Session> void watch(
            Provider provider, Backend<C> backend, Cadence cadence, Duration first) {
        Watched<C> watched = new Watched<>(provider, backend, cadence, ticker);
        Slot slot = new Slot(this, watched);
        Slot earlier = slots.put(provider.name(), slot);
        if (earlier != null) {
            earlier.retire();
        }
        slot.schedule(first);
        backend.onAlarm(new SlotAlarm(this, slot, watched));
    }

    /** Stops watching; a probe under way ends by its own deadline and is not reported. */
    public void forget(String provider) {
        Slot slot = slots.remove(provider);
        if (slot != null) {
            slot.retire();
        }
    }

    /**
     * A fresh probe: one that began after this call. One that asks only some layers is answered and
     * does not change the provider's state. While one runs at most one more waits, and all who ask
     * in that time share it.
     */
    public CompletableFuture<ProbeReport> probe(String provider, Request request) {
        Slot slot = slots.get(provider);
        return slot == null
                ? CompletableFuture.failedFuture(
                        new IllegalArgumentException("no provider named " + provider))
                : slot.ask(request);
    }

    /**
     * Leaves a provider alone that is being changed by us: what a look would see tells nothing, and
     * holds up what is waited for. It lasts for two intervals at most, and not for who asks.
     */
    public void rest(String provider) {
        Slot slot = slots.get(provider);
        if (slot != null) {
            slot.rest();
        }
    }

    /** Hears at once of providers that take writes and are not the active ones of their groups. */
    public void onIntrusion(Runnable guard) {
        guards.add(guard);
    }

    void intrudes() {
        guards.forEach(Runnable::run);
    }

    /** Time since the schedule last moved; when it grows the loop has stopped. */
    public Duration sinceHeartbeat() {
        return Duration.ofNanos(ticker.nanos() - heartbeat);
    }

    /** Checks that ignored their deadline and were left behind, since the start. */
    public long abandonedChecks() {
        return abandoned.sum();
    }

    /** Probes that say nothing, since this process itself stood still when they ran out of time. */
    public long inconclusiveProbes() {
        return inconclusive.sum();
    }

    /** How long this process itself stood still. */
    public Stalls stalls() {
        return stalls;
    }

    @Override
    public void close() {
        slots.keySet().forEach(this::forget);
        schedule.shutdownNow();
        stalls.close();
    }

    Clock clock() {
        return clock;
    }

    Ticker ticker() {
        return ticker;
    }

    Semaphore permits() {
        return permits;
    }

    ScheduledThreadPoolExecutor schedule() {
        return schedule;
    }

    void countAbandoned() {
        abandoned.increment();
    }

    /**
     * Whether it is likelier that we missed the answer than that there was none: then the provider
     * is asked again, and keeps its state until that is too old.
     */
    boolean isInconclusive(ProbeReport report) {
        boolean timedOut =
                report.reason().filter(r -> r.outcome() instanceof Outcome.TimedOut).isPresent();
        if (!timedOut || !stalled(report.took())) {
            return false;
        }
        inconclusive.increment();
        return true;
    }

    private boolean stalled(Duration window) {
        return window.isPositive()
                && stalls.within(window).toNanos() * 100 >= window.toNanos() * MOST_STALLED_PERCENT;
    }

    Duration judge(ProbeReport report) {
        return verdict.next(report);
    }
}
