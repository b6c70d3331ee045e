package org.rsvpplatform.kit.observe.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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
    private final Map<String, Open<?>> open = new LinkedHashMap<>();
    private final Map<String, Appointment> appointments = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private List<Configured<?>> wanted = List.of();
    private Map<String, GroupSettings> groups = Map.of();
    private Optional<String> defaultGroup = Optional.empty();
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
        boolean first = configuration == null;
        if (latest.good() || first) {
            wanted = latest.providers();
            groups = latest.groups();
            defaultGroup = latest.defaultGroup();
            swap();
        }
        configuration = latest;
        lastReloadGood = latest.good();
        changed();
    }

    /**
     * Gives a group its active provider from now on, whatever the configuration says. The members
     * of the group change their roles, and keep their states until they were asked in the new ones.
     *
     * @throws IllegalArgumentException when the group has one with this epoch or a newer one
     */
    public synchronized void appoint(Appointment latest) {
        Appointment present = appointments.get(latest.group());
        if (present != null && present.epoch() >= latest.epoch()) {
            throw new IllegalArgumentException(
                    "group %s has epoch %d already".formatted(latest.group(), present.epoch()));
        }
        appointments.put(latest.group(), latest);
        board.appoint(latest);
        swap();
        changed();
    }

    /**
     * Who is the active one of each group, in the order of the file. A group whose appointed
     * provider is no longer configured has none.
     */
    public synchronized List<Appointment> appointments() {
        return open.values().stream()
                .filter(o -> o.configured().provider().role() == Role.ACTIVE)
                .map(this::appointment)
                .toList();
    }

    /** The epoch of a group's last appointment; the first one when there was none. */
    public synchronized long epoch(String group) {
        Appointment appointed = appointments.get(group);
        return appointed == null ? Appointment.FIRST_EPOCH : appointed.epoch();
    }

    /** Who is the active one of a group; empty when there is none, or no such group. */
    public Optional<Appointment> appointment(String group) {
        return appointments().stream().filter(a -> a.group().equals(group)).findFirst();
    }

    private Appointment appointment(Open<?> active) {
        Provider provider = active.configured().provider();
        Appointment appointed = appointments.get(provider.group());
        return appointed != null
                ? appointed
                : new Appointment(
                        provider.group(), provider.name(), Appointment.FIRST_EPOCH, active.since());
    }

    private void changed() {
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

    private void swap() {
        Map<String, Configured<?>> byName = new LinkedHashMap<>();
        wanted.forEach(c -> byName.put(c.provider().name(), seated(c)));
        for (String name : List.copyOf(open.keySet())) {
            if (!byName.containsKey(name)) {
                end(name);
            }
        }
        byName.forEach(
                (name, configured) -> {
                    Open<?> present = open.get(name);
                    if (present == null || !present.configured().equals(configured)) {
                        begin(configured, present);
                    }
                });
        // Those that were begun anew stand where the file has them, too.
        Map<String, Open<?>> watched = Map.copyOf(open);
        open.clear();
        byName.keySet().forEach(name -> open.put(name, watched.get(name)));
    }

    /** How often a provider is asked; empty when there is none of this name. */
    public synchronized Optional<Cadence> cadence(String provider) {
        return Optional.ofNullable(open.get(provider)).map(o -> o.configured().cadence());
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

    /**
     * @param before what stood under the name until now; null when it is new
     */
    private <S extends Record> void begin(Configured<S> configured, Open<?> before) {
        Provider provider = configured.provider();
        boolean sameServer =
                before != null && configured.equals(before.configured().as(provider.role()));
        Backend<?> backend = configured.open();
        if (before != null) {
            leave(before);
        }
        open.put(provider.name(), new Open<>(configured, backend, board.clock().instant()));
        if (sameServer) {
            board.replace(provider, backend, configured.cadence());
        } else {
            board.add(provider, backend, configured.cadence());
        }
        listeners.forEach(listener -> listener.added(provider));
        engine.watch(
                provider,
                backend,
                configured.cadence(),
                sameServer ? GIVES_WAY : someTime(configured.cadence().interval()));
    }

    /** Many providers don't begin at once. */
    private Duration someTime(Duration interval) {
        double share = Math.min(1, wanted.size() / AT_ONCE / 10);
        long most = (long) (interval.toMillis() * share);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    private void end(String name) {
        leave(open.remove(name));
        board.remove(name);
    }

    private void leave(Open<?> gone) {
        String name = gone.configured().provider().name();
        engine.forget(name);
        listeners.forEach(listener -> listener.removed(name));
        gone.backend().close();
    }

    /** The providers that are watched, in the order of the file. */
    public synchronized List<Provider> providers() {
        return open.values().stream().map(o -> o.configured().provider()).toList();
    }

    public synchronized Optional<Backend<?>> backend(String provider) {
        return Optional.ofNullable(open.get(provider)).map(Open::backend);
    }

    /** The group that is meant when only the domain is named. */
    public synchronized Optional<String> defaultGroup() {
        return defaultGroup;
    }

    /** What the configuration in use says of a group. */
    public synchronized GroupSettings settings(String group) {
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
    public synchronized void close() {
        engine.close();
        List.copyOf(open.keySet()).forEach(this::end);
    }
}
