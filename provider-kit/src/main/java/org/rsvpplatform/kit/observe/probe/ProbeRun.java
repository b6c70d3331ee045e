package org.rsvpplatform.kit.observe.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * One probe: opens a session or takes the one that the last probe left, asks the checks that are
 * due, closes the session or leaves it for the next one, all under one deadline.
 */
final class ProbeRun<C extends Session> {
    private final Provider provider;
    private final Backend<C> backend;
    private final Kept<C> kept;
    private final Clock clock;
    private final Ticker ticker;
    private final Deadline deadline;
    private final Duration allowed;
    private final Trace trace;
    private final List<CheckResult> results = new ArrayList<>();
    private final Map<Layer, Outcome> worst = new EnumMap<>(Layer.class);
    private final Map<Check<?>, CheckResult> asked = new HashMap<>();
    private Attempt<?> stuck;

    ProbeRun(
            Provider provider,
            Backend<C> backend,
            Kept<C> kept,
            Duration allowed,
            boolean debug,
            Clock clock,
            Ticker ticker) {
        this.provider = provider;
        this.backend = backend;
        this.kept = kept;
        this.clock = clock;
        this.ticker = ticker;
        this.allowed = allowed;
        this.deadline = Deadline.in(allowed, ticker);
        this.trace = debug ? Trace.kept(ticker) : Trace.none(ticker);
    }

    /** What the checks answered that were asked in this probe. */
    Map<Check<?>, CheckResult> asked() {
        return asked;
    }

    /** The check that did not come back at its deadline, or null. */
    Attempt<?> stuck() {
        return stuck;
    }

    /**
     * Runs it.
     *
     * @param due the earlier result to keep where a check is not due yet, else null
     */
    ProbeReport run(Due due, Duration late) throws InterruptedException {
        Instant at = clock.instant();
        long begin = ticker.nanos();
        if (!throughKept(due)) {
            throughNew(due);
        }
        long end = ticker.nanos();
        return new ProbeReport(
                provider,
                at,
                end,
                Duration.ofNanos(end - begin),
                late,
                List.copyOf(results),
                trace.lines());
    }

    /** Which checks are due in this probe, and what those that are not said last. */
    interface Due {
        /** The earlier result that still stands, or null when the check is to be asked. */
        CheckResult standing(Check<?> check);
    }

    /**
     * Asks through the session that the last probe left.
     *
     * @return false when there is none, or when only a new login can tell how the provider is
     */
    private boolean throughKept(Due due) throws InterruptedException {
        Optional<Kept.Login<C>> left = kept.take();
        if (left.isEmpty()) {
            return false;
        }
        Kept.Login<C> login = left.get();
        String since = "logged in %d s ago".formatted(kept.age(login).toSeconds());
        for (CheckResult then : login.layers()) {
            add(new CheckResult(then.layer(), Outcome.passed(since), then.at(), then.took()));
        }
        askAll(login, due);
        if (well() && kept.fate(login) != Keeping.Fate.OUTDATED) {
            kept.leave(login);
            return true;
        }
        kept.closeBeside(login.session());
        if (stuck != null || deadline.passed()) {
            return true;
        }
        results.clear();
        worst.clear();
        asked.clear();
        return false;
    }

    private void throughNew(Due due) throws InterruptedException {
        C session = open();
        if (session == null) {
            for (Check<C> check : backend.checks()) {
                if (!failed(check.layer())) {
                    record(check.layer(), Outcome.skipped("no session"), Duration.ZERO);
                }
            }
            return;
        }
        Kept.Login<C> login = new Kept.Login<>(session, ticker.nanos(), List.copyOf(results));
        askAll(login, due);
        if (well()) {
            kept.leave(login);
        } else {
            kept.closeBeside(session);
        }
    }

    private void askAll(Kept.Login<C> login, Due due) throws InterruptedException {
        boolean done = false;
        try {
            for (Check<C> check : backend.checks()) {
                ask(login.session(), check, due);
            }
            done = true;
        } finally {
            if (!done) {
                kept.closeBeside(login.session());
            }
        }
    }

    private boolean well() {
        return worst.values().stream().noneMatch(Outcome::bad);
    }

    private C open() throws InterruptedException {
        List<Layer> layers = backend.opening();
        Timeline timeline = new Timeline(layers, ticker);
        Probing probing =
                new Probing(provider.role(), deadline, trace, timeline, layers.getFirst());
        Attempt<C> attempt = Attempt.start("open " + provider.name(), () -> backend.open(probing));
        try {
            C session = attempt.await(deadline);
            timeline.passed(this::record);
            return session;
        } catch (TimeoutException e) {
            abandon(attempt);
            attempt.whenLate(Session::close);
            timeline.ended(probing.reached(), new Outcome.TimedOut(allowed), this::record);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LayerFailure failure) {
                timeline.ended(
                        failure.layer(), new Outcome.Failed(failure.signals()), this::record);
            } else {
                Signal signal = backend.signal(e.getCause());
                timeline.ended(probing.reached(), Outcome.failed(signal), this::record);
            }
        }
        return null;
    }

    private void ask(C session, Check<C> check, Due due) throws InterruptedException {
        Set<Layer> failed = failedNeeds(check);
        if (!failed.isEmpty()) {
            record(
                    check.layer(),
                    Outcome.skipped("needs " + failed.iterator().next().label()),
                    Duration.ZERO);
            return;
        }
        if (stuck != null) {
            record(check.layer(), Outcome.skipped("the session is busy"), Duration.ZERO);
            return;
        }
        CheckResult standing = due.standing(check);
        if (standing != null) {
            add(standing);
            return;
        }
        long begin = ticker.nanos();
        Attempt<Outcome> attempt =
                Attempt.start(
                        check.layer().label() + " " + provider.name(),
                        () -> check.ask(session, deadline));
        Outcome outcome;
        try {
            outcome = attempt.await(deadline);
        } catch (TimeoutException e) {
            abandon(attempt);
            outcome = new Outcome.TimedOut(allowed);
        } catch (ExecutionException e) {
            outcome = Outcome.failed(backend.signal(e.getCause()));
        }
        record(check.layer(), outcome, Duration.ofNanos(ticker.nanos() - begin));
        asked.put(check, results.getLast());
    }

    private Set<Layer> failedNeeds(Check<C> check) {
        Set<Layer> failed = EnumSet.noneOf(Layer.class);
        for (Layer need : check.needs()) {
            Outcome outcome = worst.get(need);
            if (outcome != null && (outcome.bad() || outcome instanceof Outcome.Skipped)) {
                failed.add(need);
            }
        }
        return failed;
    }

    private boolean failed(Layer layer) {
        return worst.containsKey(layer) && worst.get(layer).bad();
    }

    private void record(Layer layer, Outcome outcome, Duration took) {
        add(new CheckResult(layer, outcome, clock.instant(), took));
    }

    private void add(CheckResult result) {
        results.add(result);
        worst.merge(result.layer(), result.outcome(), ProbeRun::worseOf);
    }

    private static Outcome worseOf(Outcome one, Outcome other) {
        return other.bad() || one instanceof Outcome.Passed ? other : one;
    }

    private void abandon(Attempt<?> attempt) {
        if (attempt.stuck()) {
            stuck = attempt;
        }
    }
}
