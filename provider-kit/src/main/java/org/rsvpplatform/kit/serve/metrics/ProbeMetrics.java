package org.rsvpplatform.kit.serve.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;

/**
 * States, check times and failures of the watched providers. Labels are bounded by the
 * configuration.
 */
public final class ProbeMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(1500),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final String domain;
    private final HealthBoard board;
    private final Map<Layer, Timer> durations = new EnumMap<>(Layer.class);
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final DistributionSummary lateness;

    /** What is registered for one provider, so that it goes when the provider goes. */
    private static final class Watched {
        private volatile double lastProbe;
    }

    public ProbeMetrics(
            MeterRegistry registry, String domain, HealthBoard board, ProbeEngine engine) {
        this.registry = registry;
        this.domain = domain;
        this.board = board;
        for (Layer layer : Layer.values()) {
            durations.put(
                    layer,
                    Timer.builder("rsvp.check.duration")
                            .description("Time a check took to answer")
                            .tags("domain", domain, "layer", layer.label())
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
        }
        lateness =
                DistributionSummary.builder("rsvp.probe.lateness")
                        .description("Time by which probes began after their planned time")
                        .baseUnit("seconds")
                        .tags("domain", domain)
                        .serviceLevelObjectives(0.01, 0.1, 0.25, 0.5, 1, 5)
                        .register(registry);
        FunctionCounter.builder("rsvp.checks.abandoned", engine, ProbeEngine::abandonedChecks)
                .description("Checks that ignored their deadline and were left behind")
                .tags("domain", domain)
                .register(registry);
        FunctionCounter.builder("rsvp.probes.inconclusive", engine, ProbeEngine::inconclusiveProbes)
                .description("Probes without an answer while this service itself stood still")
                .tags("domain", domain)
                .register(registry);
        FunctionCounter.builder(
                        "rsvp.stalled.seconds", engine, e -> e.stalls().total().toMillis() / 1000.0)
                .description("Time for which this service itself stood still")
                .tags("domain", domain)
                .register(registry);
    }

    /** Begins to show a provider. */
    public void add(Provider provider) {
        Watched entry = new Watched();
        watched.put(provider.name(), entry);
        for (State state : State.values()) {
            Gauge.builder(
                            "rsvp.provider.state",
                            () ->
                                    board.state(provider.name()).orElse(State.UNKNOWN) == state
                                            ? 1
                                            : 0)
                    .description("1 for the state the provider is in, 0 for the others")
                    .tags("domain", domain, "provider", provider.name(), "state", state.name())
                    .register(registry);
        }
        Gauge.builder("rsvp.provider.active", () -> provider.role() == Role.ACTIVE ? 1 : 0)
                .description("1 for the provider of a group that the platform's programs use")
                .tags("domain", domain, "group", provider.group(), "provider", provider.name())
                .register(registry);
        Gauge.builder(
                        "rsvp.provider.maintenance",
                        () -> board.maintenance(provider.name()).isPresent() ? 1 : 0)
                .description("1 while the provider is in maintenance: nobody has to be called")
                .tags("domain", domain, "provider", provider.name())
                .register(registry);
        Gauge.builder("rsvp.probe.last.timestamp", () -> entry.lastProbe)
                .description("When the last probe of the provider began, in seconds since 1970")
                .baseUnit("seconds")
                .tags("domain", domain, "provider", provider.name())
                .register(registry);
    }

    /** Ends to show a provider: a series that stays would claim that it is still watched. */
    public void remove(String provider) {
        watched.remove(provider);
        registry.getMeters().stream()
                .filter(meter -> provider.equals(meter.getId().getTag("provider")))
                .filter(meter -> domain.equals(meter.getId().getTag("domain")))
                .forEach(registry::remove);
    }

    /** Takes one report in. */
    public void record(ProbeReport report) {
        Watched entry = watched.get(report.provider().name());
        if (entry == null) {
            return;
        }
        entry.lastProbe = report.at().toEpochMilli() / 1000.0;
        lateness.record(report.late().toNanos() / 1e9);
        for (CheckResult result : report.results()) {
            // A check that is asked more seldom stands in the reports between, too.
            if (result.at().isBefore(report.at())) {
                continue;
            }
            if (result.outcome().bad() || !result.took().isZero()) {
                durations.get(result.layer()).record(result.took());
            }
            if (result.outcome().bad()) {
                failures(report.provider().name(), result).increment();
            }
        }
    }

    private Counter failures(String provider, CheckResult result) {
        return Counter.builder("rsvp.check.failures")
                .description("Checks that failed or timed out")
                .tags(
                        "domain",
                        domain,
                        "provider",
                        provider,
                        "layer",
                        result.layer().label(),
                        "cause",
                        board.diagnosis(provider).map(d -> d.cause()).orElse("unknown"))
                .register(registry);
    }
}
