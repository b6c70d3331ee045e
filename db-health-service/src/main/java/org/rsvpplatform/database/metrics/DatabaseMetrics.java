package org.rsvpplatform.database.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Measured;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * Connections, response times, lag and slow queries. A scrape reads what the probes left; nothing
 * is asked. Labels are bounded by the configuration. What is not known is NaN.
 */
@Singleton
public final class DatabaseMetrics implements DomainWatch.Listener {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(1500)
    };

    private final MeterRegistry registry;
    private final DomainWatch watch;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    /** What is registered for one provider, so that it goes when the provider goes. */
    private record Shown(
            Measured measured, AtomicBoolean answers, Timer response, List<Meter> meters) {}

    public DatabaseMetrics(MeterRegistry registry, DomainWatch watch) {
        this.registry = registry;
        this.watch = watch;
    }

    /** Before the configuration is read, so that no provider is missed. */
    void start(@Observes @Priority(1) StartupEvent event) {
        listen();
    }

    void listen() {
        watch.listen(this);
        watch.board().onReport(this::record);
    }

    @Override
    public void added(Provider provider) {
        Optional<Measured> measured =
                watch.backend(provider.name())
                        .filter(Measured.class::isInstance)
                        .map(Measured.class::cast);
        measured.ifPresent(database -> shown.put(provider.name(), show(provider, database)));
    }

    @Override
    public void removed(String provider) {
        Shown gone = shown.remove(provider);
        if (gone != null) {
            gone.meters().forEach(registry::remove);
        }
    }

    void record(ProbeReport report) {
        Shown database = shown.get(report.provider().name());
        if (database != null) {
            database.answers().set(answered(report));
            database.measured()
                    .takeResponseSeconds()
                    .ifPresent(
                            seconds ->
                                    database.response()
                                            .record(Duration.ofNanos((long) (seconds * 1e9))));
        }
    }

    /** Whether the server answered: what a dead one said last is not what it is like now. */
    private static boolean answered(ProbeReport report) {
        return report.results().stream()
                .anyMatch(
                        result ->
                                result.layer() == Layer.OPERATION
                                        && result.outcome() instanceof Outcome.Passed);
    }

    private Shown show(Provider provider, Measured database) {
        List<Meter> meters = new ArrayList<>();
        AtomicBoolean answers = new AtomicBoolean();
        for (ClientSession.State state : ClientSession.State.values()) {
            meters.add(
                    Gauge.builder("rsvp.database.connections", database, known(answers, of(state)))
                            .description("Client connections of the server by what they do")
                            .tags("provider", provider.name(), "state", state.label())
                            .strongReference(true)
                            .register(registry));
        }
        meters.add(
                gauge(
                        "rsvp.database.replication.lag",
                        "bytes",
                        "Bytes of the log that a PostgreSQL standby has received and not replayed",
                        provider,
                        database,
                        known(
                                answers,
                                d ->
                                        d.readings().lagBytes().stream()
                                                .asDoubleStream()
                                                .findFirst()
                                                .orElse(Double.NaN))));
        meters.add(
                gauge(
                        "rsvp.database.replication.lag",
                        "seconds",
                        "How long a standby has been behind: since the last transaction that"
                            + " PostgreSQL replayed, since the first that MariaDB and MySQL miss",
                        provider,
                        database,
                        known(answers, d -> d.readings().lagSeconds().orElse(Double.NaN))));
        meters.add(
                FunctionCounter.builder(
                                "rsvp.database.slow.queries",
                                database,
                                d -> d.readings().slowQueries())
                        .description(
                                "Statements whose mean since the last look is above"
                                        + " capacity.slowQuery")
                        .tags("provider", provider.name())
                        .register(registry));
        Timer response =
                Timer.builder("rsvp.database.response")
                        .description("Time in which the server answered SELECT 1")
                        .tags("provider", provider.name())
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        meters.add(response);
        return new Shown(database, answers, response, List.copyOf(meters));
    }

    private Gauge gauge(
            String name,
            String unit,
            String description,
            Provider provider,
            Measured database,
            ToDoubleFunction<Measured> value) {
        // The unit is part of the name, so that the two are two meters.
        return Gauge.builder(name + "." + unit, database, value)
                .description(description)
                .tags("provider", provider.name())
                .strongReference(true)
                .register(registry);
    }

    private static ToDoubleFunction<Measured> known(
            AtomicBoolean answers, ToDoubleFunction<Measured> value) {
        return database -> answers.get() ? value.applyAsDouble(database) : Double.NaN;
    }

    private static ToDoubleFunction<Measured> of(ClientSession.State state) {
        return database -> {
            Integer count = database.readings().connections().get(state);
            return count == null ? Double.NaN : count;
        };
    }
}
