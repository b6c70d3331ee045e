package org.rsvpplatform.kit.observe.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * A domain under watch: the providers of its configuration, each with its backend, its place in the
 * schedule and its health. A new configuration touches only what it changes.
 */
public final class DomainWatch implements AutoCloseable {
    /** So many providers can begin at once; more are spread over their interval. */
    private static final double AT_ONCE = 50;

    private final Domain domain;
    private final HealthBoard board;
    private final ProbeEngine engine;
    private final Map<String, Open<?>> open = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private volatile DomainConfiguration configuration;
    private volatile boolean lastReloadGood;
    private long version;

    /** Hears of providers that come and go. */
    public interface Listener {
        void added(Provider provider);

        void removed(String provider);
    }

    private record Open<S extends Record>(
            Configured<S> configured, Backend<?> backend, Instant since) {}

    public DomainWatch(Domain domain, HealthBoard board, ProbeEngine engine) {
        this.domain = domain;
        this.board = board;
        this.engine = engine;
    }

    public synchronized void listen(Listener listener) {
        listeners.add(listener);
    }

    public Domain domain() {
        return domain;
    }

    public HealthBoard board() {
        return board;
    }

    public ProbeEngine engine() {
        return engine;
    }

    /**
     * Puts a configuration to use. A bad one is kept aside, with its faults to be seen, and the
     * last good one stays; at the first start the good providers of a bad one are watched all the
     * same.
     */
    public synchronized void apply(DomainConfiguration latest) {
        lastReloadGood = latest.good();
        boolean first = configuration == null;
        if (latest.good() || first) {
            swap(latest.providers());
        }
        configuration = latest;
        version++;
        notifyAll();
    }

    /**
     * Waits for the next change of providers or roles.
     *
     * @param seen the version that the caller knows; 0 for none
     * @return the version now; the same one when nothing changed in that time
     */
    public synchronized long awaitChange(long seen, Duration most) throws InterruptedException {
        if (version == seen) {
            wait(most.toMillis());
        }
        return version;
    }

    private void swap(List<Configured<?>> wanted) {
        Map<String, Configured<?>> byName = new LinkedHashMap<>();
        wanted.forEach(c -> byName.put(c.provider().name(), c));
        for (String name : List.copyOf(open.keySet())) {
            if (!open.get(name).configured().equals(byName.get(name))) {
                end(name);
            }
        }
        for (Configured<?> configured : wanted) {
            if (!open.containsKey(configured.provider().name())) {
                begin(configured, wanted.size());
            }
        }
        // Those that were begun anew stand where the file has them, too.
        Map<String, Open<?>> watched = Map.copyOf(open);
        open.clear();
        byName.keySet().forEach(name -> open.put(name, watched.get(name)));
    }

    private <S extends Record> void begin(Configured<S> configured, int count) {
        Backend<?> backend = configured.open();
        Provider provider = configured.provider();
        open.put(provider.name(), new Open<>(configured, backend, board.clock().instant()));
        board.add(provider, backend, configured.cadence());
        listeners.forEach(listener -> listener.added(provider));
        double share = Math.min(1, count / AT_ONCE / 10);
        long most = (long) (configured.cadence().interval().toMillis() * share);
        engine.watch(
                provider,
                backend,
                configured.cadence(),
                Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1)));
    }

    private void end(String name) {
        Open<?> gone = open.remove(name);
        engine.forget(name);
        board.remove(name);
        listeners.forEach(listener -> listener.removed(name));
        gone.backend().close();
    }

    /** The providers that are watched, in the order of the file. */
    public synchronized List<Provider> providers() {
        return open.values().stream().map(o -> o.configured().provider()).toList();
    }

    /** Since when a provider has the role that it has; null when there is none of this name. */
    public synchronized Instant activeSince(String provider) {
        Open<?> entry = open.get(provider);
        return entry == null ? null : entry.since();
    }

    public synchronized Optional<Backend<?>> backend(String provider) {
        return Optional.ofNullable(open.get(provider)).map(Open::backend);
    }

    /** All that is wrong with the configuration that was read last. */
    public List<Fault> faults() {
        DomainConfiguration latest = configuration;
        return latest == null ? List.of() : latest.faults();
    }

    /** True once a configuration was read, good or bad. */
    public boolean configured() {
        return configuration != null;
    }

    /** False while the last change of the configuration is refused. */
    public boolean lastReloadGood() {
        return lastReloadGood;
    }

    public DomainStatus status(boolean detailed, List<String> problems) {
        return board.status(detailed, problems);
    }

    @Override
    public synchronized void close() {
        engine.close();
        List.copyOf(open.keySet()).forEach(this::end);
    }
}
