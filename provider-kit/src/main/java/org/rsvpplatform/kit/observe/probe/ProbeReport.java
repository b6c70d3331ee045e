package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * What one probe saw.
 *
 * @param at when it began, wall clock
 * @param endedNanos when it ended, on the monotonic ticker: ages are computed from it
 * @param took from its begin to its end
 * @param late how long after its planned time it began
 * @param results one a layer, in the order of the kind
 * @param trace what was sent and received, when that was asked for
 */
public record ProbeReport(
        Provider provider,
        Instant at,
        long endedNanos,
        Duration took,
        Duration late,
        List<CheckResult> results,
        List<Trace.Line> trace) {

    /** How the provider looked in this one probe; rise and fall are not applied yet. */
    public State observed() {
        State state = State.UP;
        for (CheckResult result : results) {
            state =
                    state.worse(
                            switch (result.outcome()) {
                                case Outcome.Failed _, Outcome.TimedOut _ -> State.DOWN;
                                case Outcome.Degraded _ -> State.DEGRADED;
                                case Outcome.Passed _, Outcome.Skipped _ -> State.UP;
                            });
        }
        return state;
    }

    /** The first result that is the reason for what was observed; empty when all is well. */
    public Optional<CheckResult> reason() {
        Optional<CheckResult> bad = results.stream().filter(r -> r.outcome().bad()).findFirst();
        return bad.isPresent()
                ? bad
                : results.stream().filter(r -> r.outcome() instanceof Outcome.Degraded).findFirst();
    }

    /** Every result that is not well, in order. */
    public List<CheckResult> troubles() {
        return results.stream()
                .filter(r -> r.outcome().bad() || r.outcome() instanceof Outcome.Degraded)
                .toList();
    }

    /** The same probe with other results, after a closer look told the layer. */
    public ProbeReport with(List<CheckResult> refined) {
        return new ProbeReport(provider, at, endedNanos, took, late, refined, trace);
    }

    public Optional<CheckResult> result(Layer layer) {
        return results.stream().filter(r -> r.layer() == layer).findFirst();
    }
}
