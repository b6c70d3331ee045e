package org.rsvpplatform.kit.observe.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.CloserLook;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Ticker;

/** The health of one provider: its state, its last report and the diagnosis that explains it. */
final class ProviderHealth {
    /** A silence is noticed after this many intervals without a measurement. */
    private static final int STALE_AFTER_INTERVALS = 3;

    /** While a fault lasts, its evidence is looked at again after this time. */
    private static final Duration EVIDENCE_LASTS = Duration.ofSeconds(10);

    private final Provider provider;
    private final Backend<?> backend;
    private final Cadence cadence;
    private final Ticker ticker;
    private final long watchedSince;

    private Health health;
    private ProbeReport report;
    private Duration interval;
    private Diagnosis diagnosis;
    private List<Signal> diagnosed = List.of();
    private long diagnosedAt;
    private boolean looking;
    private CloserLook lastLook;

    ProviderHealth(
            Provider provider, Backend<?> backend, Cadence cadence, Ticker ticker, Health begin) {
        this.provider = provider;
        this.backend = backend;
        this.cadence = cadence;
        this.ticker = ticker;
        this.watchedSince = ticker.nanos();
        this.health = begin;
        this.interval = cadence.interval();
    }

    Provider provider() {
        return provider;
    }

    Backend<?> backend() {
        return backend;
    }

    Cadence cadence() {
        return cadence;
    }

    synchronized Health health() {
        return health;
    }

    /** Takes a report in; returns the change of state, if it made one. */
    synchronized Optional<StateChange> received(ProbeReport latest, Diagnosis atOnce) {
        report = latest;
        if (atOnce != null && (diagnosis == null || !signals(latest).equals(diagnosed))) {
            diagnosis = atOnce;
        }
        return move(Observation.of(latest.observed()), reasonOf(latest), latest.at());
    }

    /** Takes the closer look's answer in, unless the provider has healed meanwhile. */
    synchronized void explained(ProbeReport located, Diagnosis closer, List<Signal> about) {
        if (report == null || report.observed() == State.UP) {
            return;
        }
        diagnosis = closer;
        diagnosed = about;
        diagnosedAt = ticker.nanos();
        if (report.endedNanos() <= located.endedNanos() || signals(report).equals(about)) {
            report = report.with(located.results());
        }
    }

    /** True when somebody should look closer now; the caller then must call back. */
    synchronized boolean wantsCloserLook(ProbeReport latest) {
        if (looking || lastLook != null && lastLook.stuck()) {
            return false;
        }
        boolean fresh =
                signals(latest).equals(diagnosed)
                        && ticker.nanos() - diagnosedAt < EVIDENCE_LASTS.toNanos();
        looking = !fresh;
        return looking;
    }

    /** A look has ended, well or not; whatever of it is stuck keeps the next one away. */
    synchronized void lookEnded(CloserLook look) {
        looking = false;
        lastLook = look;
    }

    /** The time until the next probe: soon when a result differs, late when we are refused. */
    synchronized Duration untilNext(ProbeReport latest) {
        interval = refused(latest) ? longer(cadence.refusedBackoff()) : cadence.interval();
        return health.pending() ? cadence.secondLook() : interval;
    }

    private Duration longer(Duration backoff) {
        return backoff.compareTo(cadence.interval()) > 0 ? backoff : cadence.interval();
    }

    private static boolean refused(ProbeReport report) {
        return report.result(Layer.AUTHENTICATION)
                .filter(r -> r.outcome() instanceof Outcome.Failed)
                .isPresent();
    }

    /** Moves to UNKNOWN when no measurement came for too long. */
    synchronized Optional<StateChange> sweep(Instant now) {
        if (!stale() || health.state() == State.UNKNOWN) {
            return Optional.empty();
        }
        forgetDiagnosis();
        return move(Observation.STALE, "no measurement for " + age().toSeconds() + " s", now);
    }

    private boolean stale() {
        return age().compareTo(interval.multipliedBy(STALE_AFTER_INTERVALS)) > 0;
    }

    private Duration age() {
        long from = report == null ? watchedSince : report.endedNanos();
        return Duration.ofNanos(Math.max(0, ticker.nanos() - from));
    }

    private void forgetDiagnosis() {
        diagnosis = null;
        diagnosed = List.of();
    }

    private Optional<StateChange> move(Observation observation, String why, Instant at) {
        State before = health.state();
        health = health.next(observation, why, at, cadence.fall(), cadence.rise());
        if (health.state() == before) {
            return Optional.empty();
        }
        if (health.state() == State.UP) {
            forgetDiagnosis();
        }
        return Optional.of(
                new StateChange(
                        provider,
                        before,
                        health.state(),
                        at,
                        why,
                        diagnosis == null ? null : diagnosis.cause()));
    }

    private static List<Signal> signals(ProbeReport report) {
        return report.reason().map(r -> r.outcome().signals(r.layer())).orElse(List.of());
    }

    private static String reasonOf(ProbeReport report) {
        return report.reason()
                .map(r -> "%s: %s".formatted(r.layer().label(), r.outcome().evidence()))
                .orElse("all checks passed");
    }

    /** The state as it stands now: a measurement that is too old is not believed. */
    synchronized State state() {
        return stale() ? State.UNKNOWN : health.state();
    }

    synchronized Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(diagnosis);
    }

    synchronized DomainStatus.ProviderStatus status() {
        return new DomainStatus.ProviderStatus(
                provider.kind(),
                provider.group(),
                provider.role(),
                state(),
                health.since(),
                report == null ? null : report.at(),
                report == null ? null : Math.round(age().toNanos() / 1e7) / 100.0,
                health.reason(),
                report == null ? List.of() : HealthBoard.checks(report),
                // One bad look of a provider that is UP is not a fault yet.
                health.state() == State.UP ? null : diagnosis,
                null);
    }
}
