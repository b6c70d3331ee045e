package org.rsvpplatform.kit.observe.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** What the layers and the checks of a provider answer through one session, under one deadline. */
final class Pass<C extends Session> {
    private final Provider provider;
    private final Backend<C> backend;
    private final Clock clock;
    private final Ticker ticker;
    private final Duration allowed;
    private final Deadline deadline;
    private final List<CheckResult> results = new ArrayList<>();
    private final Map<Layer, Outcome> worst = new EnumMap<>(Layer.class);
    private final Map<Check<?>, CheckResult> asked = new HashMap<>();
    private Attempt<?> stuck;

    Pass(Provider provider, Backend<C> backend, Duration allowed, Clock clock, Ticker ticker) {
        this.provider = provider;
        this.backend = backend;
        this.clock = clock;
        this.ticker = ticker;
        this.allowed = allowed;
        this.deadline = Deadline.in(allowed, ticker);
    }

    List<CheckResult> results() {
        return results;
    }

    /** What the checks answered that were asked. */
    Map<Check<?>, CheckResult> asked() {
        return asked;
    }

    /** The check that did not come back at its deadline, or null. */
    Attempt<?> stuck() {
        return stuck;
    }

    boolean well() {
        return worst.values().stream().noneMatch(Outcome::bad);
    }

    /** Opens a session; null when a layer said no or nothing, which then is the result. */
    C open(Trace trace) throws InterruptedException {
        Timeline timeline = new Timeline(backend.opening(), ticker);
        Probing probing =
                new Probing(
                        provider.role(), deadline, trace, timeline, backend.opening().getFirst());
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
        for (Check<C> check : backend.checks()) {
            if (!failed(check.layer())) {
                record(check.layer(), Outcome.skipped("no session"), Duration.ZERO);
            }
        }
        return null;
    }

    /** Asks one check, unless what it needs has failed, or its earlier result still stands. */
    void ask(C session, Check<C> check, ProbeRun.Due due) throws InterruptedException {
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

    void add(CheckResult result) {
        results.add(result);
        worst.merge(result.layer(), result.outcome(), Pass::worseOf);
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
