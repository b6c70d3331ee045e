package org.rsvpplatform.kit.observe.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.CloserLook;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Ticker;

/**
 * The health of every provider of a domain, and what it adds up to. Requests read it; it never
 * probes.
 */
public final class HealthBoard implements ProbeEngine.Verdict {
    private final Diagnostician diagnostician;
    private final Clock clock;
    private final Ticker ticker;
    private final Map<String, ProviderHealth> providers = new ConcurrentHashMap<>();
    private final Map<String, Appointment> appointments = new ConcurrentHashMap<>();
    private final List<Consumer<StateChange>> changeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<ProbeReport>> reportListeners = new CopyOnWriteArrayList<>();
    private volatile Function<String, Optional<Instant>> maintenance = _ -> Optional.empty();
    private State lastState = State.UNKNOWN;
    private Instant since;

    /**
     * @param catalogue asked with each diagnosis, by several threads
     */
    public HealthBoard(Supplier<Catalogue> catalogue, Clock clock, Ticker ticker) {
        this.diagnostician = new Diagnostician(catalogue, this::successor);
        this.clock = clock;
        this.ticker = ticker;
        this.since = clock.instant();
    }

    /** Calls back after each change of a provider's state, on the probe's thread. */
    public void onChange(Consumer<StateChange> listener) {
        changeListeners.add(listener);
    }

    /** Calls back with each report, on the probe's thread. */
    public void onReport(Consumer<ProbeReport> listener) {
        reportListeners.add(listener);
    }

    /**
     * Shows from now on which providers are in maintenance.
     *
     * @param until when it ends, by provider; empty for one that is not
     */
    public void showMaintenance(Function<String, Optional<Instant>> until) {
        maintenance = until;
    }

    /** Until when this provider is in maintenance; empty when it is not. */
    public Optional<Instant> maintenance(String provider) {
        return maintenance.apply(provider);
    }

    /** Begins with UNKNOWN. */
    public void add(Provider provider, Backend<?> backend, Cadence cadence) {
        put(provider, backend, cadence, Health.unknown(clock.instant()));
    }

    /** The same server in another role: its state stays until it was asked in that one. */
    public void replace(Provider provider, Backend<?> backend, Cadence cadence) {
        put(provider, backend, cadence, providers.get(provider.name()).health().settled());
    }

    private void put(Provider provider, Backend<?> backend, Cadence cadence, Health begin) {
        providers.put(
                provider.name(), new ProviderHealth(provider, backend, cadence, ticker, begin));
    }

    /** A group's latest appointment, for those who read its status. */
    public void appoint(Appointment appointment) {
        appointments.put(appointment.group(), appointment);
    }

    /** Who took the place of one of its group, be it this one's or another's. */
    private Optional<String> successor(Provider provider) {
        return Optional.ofNullable(appointments.get(provider.group()))
                .map(Appointment::provider)
                .filter(active -> !active.equals(provider.name()));
    }

    public void remove(String provider) {
        providers.remove(provider);
    }

    @Override
    public Duration next(ProbeReport report) {
        ProviderHealth health = providers.get(report.provider().name());
        // By identity: a probe of an earlier configuration must not speak for the present one.
        if (health == null || health.provider() != report.provider()) {
            return Cadence.DEFAULT.interval();
        }
        boolean well = report.reason().isEmpty();
        Diagnosis atOnce = well ? null : diagnostician.atOnce(report, health.backend());
        if (!well && health.wantsCloserLook(report)) {
            Thread.ofVirtual()
                    .name("diagnose " + report.provider().name())
                    .start(() -> lookCloser(health, report));
        }
        announce(health.received(report, atOnce));
        reportListeners.forEach(listener -> listener.accept(report));
        return health.untilNext(report);
    }

    /**
     * Busy servers may leave an inquiry no time, and the next probe may be half a minute away: then
     * it is asked once more.
     */
    private void lookCloser(ProviderHealth health, ProbeReport report) {
        CloserLook look = closerLook(health, false);
        try {
            explain(health, report, look);
            if (look.outOfTime()) {
                look = closerLook(health, false);
                explain(health, report, look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            health.lookEnded(look);
        }
    }

    private CloserLook closerLook(ProviderHealth health, boolean debug) {
        return new CloserLook(health.backend(), clock, ticker, debug);
    }

    private void explain(ProviderHealth health, ProbeReport report, CloserLook look)
            throws InterruptedException {
        CheckResult reason = report.reason().orElseThrow();
        List<Signal> about = reason.outcome().signals(reason.layer());
        Diagnostician.Answer answer = diagnostician.closer(report, health.backend(), look);
        health.explained(answer.report(), answer.diagnosis(), about);
    }

    /**
     * What a report means after a closer look, and what that look sent and received.
     *
     * @param diagnosis empty when all is well
     */
    public record Explained(
            ProbeReport report, Optional<Diagnosis> diagnosis, List<Trace.Line> trace) {}

    /** Explains a report to the end, here and now: it takes as long as the inquiries do. */
    public Explained explain(ProbeReport report, boolean debug) {
        ProviderHealth health = providers.get(report.provider().name());
        if (health == null || report.reason().isEmpty()) {
            return new Explained(report, Optional.empty(), report.trace());
        }
        try {
            CloserLook look = closerLook(health, debug);
            Diagnostician.Answer answer = diagnostician.closer(report, health.backend(), look);
            List<Trace.Line> trace = new ArrayList<>(report.trace());
            trace.addAll(look.trace());
            return new Explained(answer.report(), Optional.of(answer.diagnosis()), trace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Explained(
                    report, Optional.of(diagnostician.atOnce(report, health.backend())), List.of());
        }
    }

    /** The checks of a report as they are answered. */
    public static List<DomainStatus.CheckStatus> checks(ProbeReport report) {
        return report.results().stream().map(DomainStatus.CheckStatus::of).toList();
    }

    /** The wall clock that states are dated with. */
    public Clock clock() {
        return clock;
    }

    /** Looks for providers that nobody has measured for too long; call it about once a second. */
    public void sweep() {
        Instant now = clock.instant();
        providers.values().forEach(health -> announce(health.sweep(now)));
        standing(); // also when providers came or went
    }

    private void announce(Optional<StateChange> change) {
        change.ifPresent(
                c -> {
                    standing();
                    changeListeners.forEach(listener -> listener.accept(c));
                });
    }

    /** The state of one provider; empty when there is none of this name. */
    public Optional<State> state(String provider) {
        return Optional.ofNullable(providers.get(provider)).map(ProviderHealth::state);
    }

    public Optional<Diagnosis> diagnosis(String provider) {
        return Optional.ofNullable(providers.get(provider)).flatMap(ProviderHealth::diagnosis);
    }

    /**
     * The domain as it stands.
     *
     * @param detailed with the single checks
     * @param problems what is wrong with the service itself
     */
    public DomainStatus status(boolean detailed, List<String> problems) {
        Map<String, DomainStatus.ProviderStatus> shown = new TreeMap<>();
        for (ProviderHealth health : providers.values()) {
            String name = health.provider().name();
            DomainStatus.ProviderStatus status =
                    health.status().maintainedUntil(maintenance(name).orElse(null));
            shown.put(name, detailed ? status : status.brief());
        }
        Standing standing = standing();
        return new DomainStatus(
                standing.state(),
                standing.since(),
                standing.groups(),
                shown,
                problems.isEmpty() ? null : problems);
    }

    /** What the providers add up to, and since when. */
    private record Standing(
            State state, Instant since, Map<String, DomainStatus.GroupStatus> groups) {}

    /** One at a time: the state of a look that began earlier must not be taken for a later one. */
    private synchronized Standing standing() {
        Map<String, List<ProviderHealth>> members = new TreeMap<>();
        for (ProviderHealth health : providers.values()) {
            members.computeIfAbsent(health.provider().group(), _ -> new ArrayList<>()).add(health);
        }
        Map<String, DomainStatus.GroupStatus> groups = new LinkedHashMap<>();
        List<State> states = new ArrayList<>();
        members.forEach(
                (group, list) -> {
                    DomainStatus.GroupStatus status = groupStatus(group, list);
                    groups.put(group, status);
                    boolean required = list.stream().anyMatch(h -> h.provider().required());
                    states.add(GroupRule.towardsDomain(status.state(), required));
                });
        State state = State.worst(states);
        if (state != lastState) {
            lastState = state;
            since = clock.instant();
        }
        return new Standing(state, since, groups);
    }

    private DomainStatus.GroupStatus groupStatus(String group, Collection<ProviderHealth> members) {
        Optional<ProviderHealth> active =
                members.stream().filter(m -> m.provider().role() == Role.ACTIVE).findFirst();
        State state =
                GroupRule.of(
                        active.map(ProviderHealth::state).orElse(State.UNKNOWN),
                        members.stream()
                                .filter(m -> m.provider().role() == Role.STANDBY)
                                .map(ProviderHealth::state)
                                .toList());
        return new DomainStatus.GroupStatus(
                state,
                active.map(a -> a.provider().name()).orElse(null),
                Optional.ofNullable(appointments.get(group))
                        .map(Appointment::epoch)
                        .orElse(Appointment.FIRST_EPOCH));
    }
}
