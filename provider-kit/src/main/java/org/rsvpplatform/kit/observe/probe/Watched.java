package org.rsvpplatform.kit.observe.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Ticker;

/** One provider under watch, and what those of its checks said last that are asked more seldom. */
final class Watched<C extends Session> {
    private final Provider provider;
    private final Backend<C> backend;
    private final Cadence cadence;
    private final Kept<C> kept;
    private final Map<Check<?>, Standing> standing = new HashMap<>();

    private record Standing(CheckResult result, long atNanos) {}

    Watched(Provider provider, Backend<C> backend, Cadence cadence, Ticker ticker) {
        this.provider = provider;
        this.backend = backend;
        this.cadence = cadence;
        this.kept = new Kept<>(provider.name(), backend.keeping(), cadence.interval(), ticker);
    }

    Provider provider() {
        return provider;
    }

    List<Layer> opening() {
        return backend.opening();
    }

    Cadence cadence() {
        return cadence;
    }

    ProbeRun<C> run(ProbeEngine.Request request, ProbeEngine engine) {
        return new ProbeRun<>(
                provider,
                backend,
                kept,
                request.deadline().orElse(cadence.deadline()),
                request.debug(),
                engine.clock(),
                engine.ticker());
    }

    /** No session stays open any more. */
    void end() {
        kept.end();
    }

    /** The checks that a scheduled probe may leave out, since they are asked more seldom. */
    ProbeRun.Due scheduled(Ticker ticker) {
        return check -> {
            Optional<Duration> every = check.every();
            Standing last = standing.get(check);
            if (every.isEmpty() || last == null || last.result().outcome().bad()) {
                return null;
            }
            return ticker.nanos() - last.atNanos() < every.get().toNanos() ? last.result() : null;
        };
    }

    /** Every check, or only those of the layers that were asked for and of what these need. */
    ProbeRun.Due asked(Set<Layer> layers, Clock clock) {
        Set<Layer> wanted = new HashSet<>(layers);
        backend.checks().stream()
                .filter(check -> layers.contains(check.layer()))
                .forEach(check -> wanted.addAll(check.needs()));
        return check ->
                wanted.isEmpty() || wanted.contains(check.layer())
                        ? null
                        : new CheckResult(
                                check.layer(),
                                Outcome.skipped("not asked for"),
                                clock.instant(),
                                Duration.ZERO);
    }

    void remember(Map<Check<?>, CheckResult> asked, long atNanos) {
        asked.forEach(
                (check, result) -> {
                    if (check.every().isPresent()) {
                        standing.put(check, new Standing(result, atNanos));
                    }
                });
    }
}
