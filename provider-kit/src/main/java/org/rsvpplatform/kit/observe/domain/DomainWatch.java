package org.rsvpplatform.kit.observe.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.rsvpplatform.kit.observe.config.Fault;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/**
 * A domain under watch: the providers of its configuration, each with its backend, its place in the
 * schedule and its health. A new configuration touches only what it changes.
 */
public final class DomainWatch implements AutoCloseable {
    /** Programs that were sent elsewhere come all at once: they go first. */
    private static final Duration GIVES_WAY = Duration.ofMillis(500);

    /** So many providers can begin at once; more are spread over their interval. */
    private static final double AT_ONCE = 50;

    private final Domain domain;
    private final HealthBoard board;
    private final ProbeEngine engine;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Held by who changes something; who reads waits for nobody. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Map<String, Open<?>> open = Map.of();
    private volatile Map<String, Appointment> appointments = Map.of();
    private volatile List<Configured<?>> wanted = List.of();
    private volatile Map<String, GroupSettings> groups = Map.of();
    private volatile Optional<String> defaultGroup = Optional.empty();
    private volatile DomainConfiguration configuration;
    private volatile boolean lastReloadGood;
    private long version;

    /** Hears of providers that come and go. */
    public interface Listener {
        void added(Provider provider);

        void removed(String provider);
    }

    private record Open<S extends Record>(
            Configured<S> configured, Backend<?> backend, Instant since) {
        Provider provider() {
            return configured.provider();
        }

        String name() {
            return provider().name();
        }

        /** In whatever role. */
        boolean isSameServerAs(Open<?> other) {
            return other != null && configured.equals(other.configured().as(provider().role()));
        }
    }

    public DomainWatch(Domain domain, HealthBoard board, ProbeEngine engine) {
        this.domain = domain;
        this.board = board;
        this.engine = engine;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    public Domain domain() {
        return domain;
    }

    /** Has them asked now, instead of when it is their turn. */
    public void lookAgain(Provider... providers) {
        for (Provider provider : providers) {
            engine.probe(provider.name(), ProbeEngine.Request.ALL);
        }
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
    public void apply(DomainConfiguration latest) {
        changing.lock();
        try {
            boolean first = configuration == null;
            if (latest.good() || first) {
                wanted = latest.providers();
                groups = latest.groups();
                defaultGroup = latest.defaultGroup();
                seat();
            }
            configuration = latest;
            lastReloadGood = latest.good();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Gives a group its active provider from now on, whatever the configuration says. The members
     * of the group change their roles, and keep their states until they were asked in the new ones.
     *
     * @throws IllegalArgumentException when the group has one with this epoch or a newer one
     */
    public void appoint(Appointment latest) {
        changing.lock();
        try {
            Appointment present = appointments.get(latest.group());
            if (present != null && present.epoch() >= latest.epoch()) {
                throw new IllegalArgumentException(
                        "group %s has epoch %d already".formatted(latest.group(), present.epoch()));
            }
            Map<String, Appointment> all = new HashMap<>(appointments);
            all.put(latest.group(), latest);
            appointments = Map.copyOf(all);
            board.appoint(latest);
            seat();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Who is the active one of each group, in the order of the file. A group whose appointed
     * provider is no longer configured has none.
     */
    public List<Appointment> appointments() {
        return open.values().stream()
                .filter(o -> o.provider().role() == Role.ACTIVE)
                .map(this::appointment)
                .toList();
    }

    /** The epoch of a group's last appointment; the first one when there was none. */
    public long epoch(String group) {
        Appointment appointed = appointments.get(group);
        return appointed == null ? Appointment.FIRST_EPOCH : appointed.epoch();
    }

    /** Who is the active one of a group; empty when there is none, or no such group. */
    public Optional<Appointment> appointment(String group) {
        return appointments().stream().filter(a -> a.group().equals(group)).findFirst();
    }

    private Appointment appointment(Open<?> active) {
        Provider provider = active.provider();
        Appointment appointed = appointments.get(provider.group());
        return appointed != null
                ? appointed
                : new Appointment(
                        provider.group(), provider.name(), Appointment.FIRST_EPOCH, active.since());
    }

    private synchronized void changed() {
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

    /**
     * Opens those that are new, or have another role. Whoever waits for a change hears of it before
     * the old sessions are closed and new ones begin: programs come first.
     */
    private void seat() {
        Map<String, Open<?>> before = open;
        Map<String, Open<?>> now = new LinkedHashMap<>();
        for (Configured<?> one : wanted) {
            Configured<?> configured = seated(one);
            String name = configured.provider().name();
            Open<?> present = before.get(name);
            now.put(
                    name,
                    present != null && present.configured().equals(configured)
                            ? present
                            : opened(configured));
        }
        open = Collections.unmodifiableMap(now);
        List<Open<?>> begun =
                now.values().stream().filter(one -> before.get(one.name()) != one).toList();
        begun.forEach(one -> show(one, before.get(one.name())));
        changed();
        before.forEach(
                (name, gone) -> {
                    if (now.get(name) != gone) {
                        leave(gone);
                    }
                    if (!now.containsKey(name)) {
                        board.remove(name);
                    }
                });
        begun.forEach(one -> watch(one, before.get(one.name())));
    }

    private <S extends Record> Open<S> opened(Configured<S> configured) {
        return new Open<>(configured, configured.open(), board.clock().instant());
    }

    /**
     * @param before what stood under the name until now; null when it is new
     */
    private void show(Open<?> one, Open<?> before) {
        Cadence cadence = one.configured().cadence();
        if (one.isSameServerAs(before)) {
            board.replace(one.provider(), one.backend(), cadence);
        } else {
            board.add(one.provider(), one.backend(), cadence);
        }
    }

    private void watch(Open<?> one, Open<?> before) {
        Cadence cadence = one.configured().cadence();
        listeners.forEach(listener -> listener.added(one.provider()));
        engine.watch(
                one.provider(),
                one.backend(),
                cadence,
                one.isSameServerAs(before) ? GIVES_WAY : someTime(cadence.interval()));
    }

    /** Many providers don't begin at once. */
    private Duration someTime(Duration interval) {
        double share = Math.min(1, wanted.size() / AT_ONCE / 10);
        long most = (long) (interval.toMillis() * share);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    private void leave(Open<?> gone) {
        engine.forget(gone.name());
        listeners.forEach(listener -> listener.removed(gone.name()));
        gone.backend().close();
    }

    /** With the role that it has by now. */
    private Configured<?> seated(Configured<?> configured) {
        Provider provider = configured.provider();
        Appointment appointed = appointments.get(provider.group());
        return appointed == null
                ? configured
                : configured.as(
                        appointed.provider().equals(provider.name()) ? Role.ACTIVE : Role.STANDBY);
    }

    /** How often a provider is asked; empty when there is none of this name. */
    public Optional<Cadence> cadence(String provider) {
        return Optional.ofNullable(open.get(provider)).map(o -> o.configured().cadence());
    }

    /** The providers that are watched, in the order of the file. */
    public List<Provider> providers() {
        return open.values().stream().map(Open::provider).toList();
    }

    public Optional<Backend<?>> backend(String provider) {
        return Optional.ofNullable(open.get(provider)).map(Open::backend);
    }

    /** The group that is meant when only the domain is named. */
    public Optional<String> defaultGroup() {
        return defaultGroup;
    }

    /** What the configuration in use says of a group. */
    public GroupSettings settings(String group) {
        return groups.getOrDefault(group, GroupSettings.USUAL);
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
    public void close() {
        changing.lock();
        try {
            engine.close();
            Map<String, Open<?>> before = open;
            open = Map.of();
            before.forEach(
                    (name, gone) -> {
                        leave(gone);
                        board.remove(name);
                    });
        } finally {
            changing.unlock();
        }
    }
}
