package org.rsvpplatform.kit.serve;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.rsvpplatform.kit.act.benchmark.Benchmarks;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.failover.Appointments;
import org.rsvpplatform.kit.act.failover.AutoAdmission;
import org.rsvpplatform.kit.act.failover.AutoFailover;
import org.rsvpplatform.kit.act.failover.FailoverRehearsal;
import org.rsvpplatform.kit.act.failover.Holds;
import org.rsvpplatform.kit.act.failover.Intruders;
import org.rsvpplatform.kit.act.failover.Memories;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.journal.Retention;
import org.rsvpplatform.kit.observe.config.ConfigurationWatch;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.StateChange;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.serve.metrics.ProbeMetrics;
import org.rsvpplatform.kit.serve.metrics.RunningVersion;
import org.rsvpplatform.kit.store.HoldTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Deadline;

/** A service from its start to its end: configuration, watch, housekeeping. */
@Singleton
public class ServiceLife {
    private static final Logger LOG = Logger.getLogger(ServiceLife.class);
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration KEEP = Duration.ofMillis(500);
    private static final Duration PRUNE = Duration.ofMinutes(10);
    private static final Duration CONSIDER = Duration.ofMillis(250);
    private static final Duration REHEARSE = Duration.ofSeconds(1);
    private static final Duration STORE_CHECK = Duration.ofSeconds(5);

    /** Most changes of an active provider take a second; who stops us may wait for ten. */
    private static final Duration RUNS_END = Duration.ofSeconds(5);

    private final ServiceSettings settings;
    private final DomainWatch watch;
    private final ProbeMetrics metrics;
    private final MeterRegistry registry;
    private final Store store;
    private final Journal journal;
    private final Aside changes;
    private final CommandRunner runner;
    private final Benchmarks benchmarks;
    private final Appointments appointments;
    private final Holds holds;
    private final Memories memories;
    private final Intruders intruders;
    private final AutoAdmission autoAdmission;
    private final AutoFailover autoFailover;
    private final FailoverRehearsal failoverRehearsal;
    private final ConfigurationFile configurationFile;
    private final Clock clock;
    private final String version;
    private final ScheduledExecutorService housekeeping =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("housekeeping").factory());
    private ConfigurationWatch configurationWatch;
    private volatile boolean restored;

    ServiceLife(
            ServiceSettings settings,
            DomainWatch watch,
            ProbeMetrics metrics,
            MeterRegistry registry,
            Store store,
            Journal journal,
            Aside changes,
            CommandRunner runner,
            Benchmarks benchmarks,
            Appointments appointments,
            Holds holds,
            Memories memories,
            Intruders intruders,
            AutoAdmission autoAdmission,
            AutoFailover autoFailover,
            FailoverRehearsal failoverRehearsal,
            ConfigurationFile configurationFile,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.settings = settings;
        this.watch = watch;
        this.metrics = metrics;
        this.registry = registry;
        this.store = store;
        this.journal = journal;
        this.changes = changes;
        this.runner = runner;
        this.benchmarks = benchmarks;
        this.appointments = appointments;
        this.holds = holds;
        this.memories = memories;
        this.intruders = intruders;
        this.autoAdmission = autoAdmission;
        this.autoFailover = autoFailover;
        this.failoverRehearsal = failoverRehearsal;
        this.configurationFile = configurationFile;
        this.clock = clock;
        this.version = version;
    }

    void start(@Observes StartupEvent event) {
        RunningVersion.register(registry, version);
        Gauge.builder("rsvp.config.last.reload.successful", () -> watch.lastReloadGood() ? 1 : 0)
                .description("1 when the last configuration that was read is in use")
                .register(registry);
        watch.listen(
                new DomainWatch.Listener() {
                    @Override
                    public void added(Provider provider) {
                        metrics.add(provider);
                    }

                    @Override
                    public void removed(String provider) {
                        metrics.remove(provider);
                    }
                });
        watch.board()
                .showMaintenance(
                        provider ->
                                holds.of(Holds.Kind.MAINTENANCE, provider)
                                        .map(HoldTable.Row::until));
        watch.board().onReport(metrics::record);
        watch.board().onChange(this::journalled);
        restore();
        ProvidersFile file = load();
        settleRuns();
        configurationWatch =
                new ConfigurationWatch(file, this::load, this::vanished)
                        .start(housekeeping, ConfigurationWatch.INTERVAL);
        every(SWEEP, watch.board()::sweep);
        every(KEEP, this::remember);
        every(PRUNE, this::prune);
        every(STORE_CHECK, this::checkStore);
        watch.board().onChange(change -> considerFailover());
        intruders.watchOver(watch);
        every(CONSIDER, this::considerFailover);
        every(REHEARSE, this::rehearseFailover);
        Thread.ofVirtual().name("benchmark leftovers").start(this::settleBenchmarks);
    }

    /** Who was appointed, and what holds, before the configuration is put to use. */
    private void restore() {
        try {
            appointments.restore();
            holds.restore();
            memories.restore();
            restored = true;
        } catch (StoreUnavailable e) {
            LOG.errorf("who is the active provider of each group is not known: %s", e.getMessage());
        }
    }

    /** What was seen is written down before the journal and the store are closed. */
    void stop(@Observes ShutdownEvent event) {
        housekeeping.shutdownNow();
        if (configurationWatch != null) {
            configurationWatch.close();
        }
        closeRuns();
        watch.close();
        changes.close();
        journal.close();
        store.close();
    }

    /** Before what they work with is closed. */
    private void closeRuns() {
        try {
            runner.close(Deadline.in(RUNS_END));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProvidersFile load() {
        DomainConfiguration configuration = configurationFile.read();
        configuration.faults().forEach(fault -> LOG.warn(fault));
        watch.apply(configuration);
        append(
                configuration.good() ? "configuration.applied" : "configuration.refused",
                null,
                "%s: %d providers, %d faults"
                        .formatted(
                                settings.config().getFileName(),
                                configuration.providers().size(),
                                configuration.faults().size()),
                Map.of());
        return configuration.file();
    }

    private void vanished(Path path) {
        LOG.warnf("%s is gone; the last good configuration stays in use", path);
        append("configuration.gone", null, path + " is gone", Map.of());
    }

    private void journalled(StateChange change) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("from", change.from().name());
        details.put("to", change.to().name());
        if (change.cause() != null) {
            details.put("cause", change.cause());
        }
        String message =
                "%s %s -> %s: %s"
                        .formatted(
                                change.provider().name(),
                                change.from(),
                                change.to(),
                                change.reason());
        // Beside the probe, in order: a slow disk must not delay the next look.
        changes.append(event("provider.state", change.provider(), message, details));
    }

    private void append(
            String type, Provider provider, String message, Map<String, String> details) {
        try {
            journal.append(event(type, provider, message, details));
        } catch (StoreUnavailable e) {
            LOG.warnf("not journalled (%s): %s", e.getMessage(), message);
        }
    }

    private Event event(
            String type, Provider provider, String message, Map<String, String> details) {
        return new Event(
                Instant.now(clock),
                type,
                provider == null ? null : provider.name(),
                provider == null ? null : provider.group(),
                message,
                details);
    }

    private void remember() {
        try {
            memories.keep();
        } catch (StoreUnavailable e) {
            LOG.debugf("what providers are like is not kept now: %s", e.getMessage());
        }
    }

    private void prune() {
        try {
            journal.prune(retention(), Instant.now(clock));
            runner.prune(retention());
        } catch (StoreUnavailable e) {
            LOG.warnf("journal and runs were not pruned: %s", e.getMessage());
        }
    }

    private Retention retention() {
        return new Retention(
                settings.store().keep(), settings.store().most(), Retention.MOST_BYTES);
    }

    private void checkStore() {
        if (store.check().isHealthy()) {
            if (!restored) {
                restore();
            }
            settleRuns();
        }
    }

    /** Who was appointed, and what holds, decides over what they do. */
    private void settleRuns() {
        if (!restored) {
            return;
        }
        try {
            runner.settle();
        } catch (StoreUnavailable e) {
            LOG.warnf("runs can't be stored now: %s", e.getMessage());
        }
    }

    /**
     * Beside probes and housekeeping, and each by itself: guards may ask a provider. Nobody acts
     * before all is known that an earlier process left.
     */
    private void considerFailover() {
        if (!runner.isSettled()) {
            return;
        }
        Thread.ofVirtual().name("intruders").start(intruders::look);
        Thread.ofVirtual().name("admission").start(autoAdmission::look);
        Thread.ofVirtual().name("failover").start(autoFailover::look);
    }

    /** Not at the change of a state: in that moment there is something else to do. */
    private void rehearseFailover() {
        Thread.ofVirtual().name("rehearsal").start(failoverRehearsal::look);
    }

    /** Beside the housekeeping: a provider that hangs must not stop it. */
    private void settleBenchmarks() {
        try {
            while (!housekeeping.awaitTermination(STORE_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    benchmarks.settle();
                } catch (StoreUnavailable e) {
                    LOG.debugf("benchmarks' leftovers are not known now: %s", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("benchmarks' leftovers", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(Duration interval, Runnable work) {
        housekeeping.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.error("housekeeping", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
