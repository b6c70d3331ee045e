package org.rsvpplatform.kit.act.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.act.providers.Target;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.DomainStatus;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.store.BenchmarkTable;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * Puts loads on providers, one after the other. That a load may leave something behind is written
 * down before its first write; whatever ends it, also the end of this process, what it made is
 * removed.
 */
public final class Benchmarks {
    private static final Logger LOG = System.getLogger(Benchmarks.class.getName());
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration USUAL = Duration.ofSeconds(30);

    private final DomainWatch watch;
    private final BenchmarkTable table;
    private final Baselines baselines;
    private final Clock clock;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public Benchmarks(DomainWatch watch, BenchmarkTable table, ObjectMapper json, Clock clock) {
        this.watch = watch;
        this.table = table;
        this.baselines = new Baselines(table, json);
        this.clock = clock;
    }

    /**
     * The steps that a run will take.
     *
     * @throws InvalidParameters when a value does not do
     * @throws Refused when a provider must not be put under load now
     */
    public List<String> steps(BenchmarkParameters parameters) {
        duration(parameters);
        List<String> steps = new ArrayList<>();
        for (Provider provider : providers(parameters)) {
            steps.add("prepare " + provider.name());
            steps.add("measure " + provider.name());
            steps.add("clean up " + provider.name());
        }
        return steps;
    }

    /** Takes the steps. */
    public BenchmarkResult run(BenchmarkParameters parameters, Run run)
            throws RunFailed, InterruptedException {
        BenchmarkResult result = BenchmarkResult.none(without(parameters).orElse(null));
        for (Provider provider : providers(parameters)) {
            if (!underWay.add(provider.name())) {
                throw busy(provider);
            }
            try {
                result = one(provider, parameters, run, result);
            } finally {
                underWay.remove(provider.name());
            }
        }
        return result;
    }

    private BenchmarkResult one(
            Provider provider, BenchmarkParameters parameters, Run run, BenchmarkResult before)
            throws RunFailed, InterruptedException {
        String name = provider.name();
        Benchmark benchmark =
                of(name).orElseThrow(() -> new RunFailed(name + " is not configured any more"));
        Optional<Baselines.Baseline> baseline = baselines.of(name);
        Report[] measured = new Report[1];
        run.step("prepare " + name, () -> prepared(benchmark, parameters.force()));
        // Not before: a load that could not even be prepared leaves nothing to look for.
        table.leftovers(name, true);
        boolean cleared = false;
        try {
            run.step(
                    "measure " + name,
                    () -> {
                        measured[0] =
                                benchmark.measure(
                                        duration(parameters),
                                        baseline.map(Baselines.Baseline::measurements)
                                                .orElse(List.of()),
                                        run::advance);
                        return "%s: %s".formatted(measured[0].limit(), measured[0].because());
                    });
            run.step("clean up " + name, () -> cleanedUp(name, benchmark, measured[0]));
            cleared = true;
        } finally {
            if (!cleared) {
                clearAnyway(name, benchmark);
            }
        }
        Optional<Comparison> comparison =
                baseline.map(
                        b ->
                                Comparison.of(
                                        b.measured(),
                                        b.measurements(),
                                        measured[0].measurements()));
        keep(provider, parameters, measured[0], comparison);
        return before.with(name, measured[0], comparison);
    }

    private static String prepared(Benchmark benchmark, boolean force)
            throws RunFailed, InterruptedException {
        try {
            return benchmark.clear();
        } catch (RunFailed e) {
            if (force) {
                return "not now: " + e.getMessage();
            }
            throw e;
        }
    }

    /** A load that could not begin wrote nothing; what stood there before is looked for later. */
    private String cleanedUp(String name, Benchmark benchmark, Report report)
            throws RunFailed, InterruptedException {
        try {
            return cleared(name, benchmark);
        } catch (RunFailed e) {
            if (report.measurements().isEmpty()) {
                return "nothing was written (%s)".formatted(e.getMessage());
            }
            throw e;
        }
    }

    private String cleared(String name, Benchmark benchmark)
            throws RunFailed, InterruptedException {
        String done = benchmark.clear();
        table.leftovers(name, false);
        return done;
    }

    private void clearAnyway(String name, Benchmark benchmark) throws InterruptedException {
        try {
            cleared(name, benchmark);
        } catch (RunFailed | StoreUnavailable e) {
            LOG.log(Level.WARNING, "not cleaned up yet: {0}", e.getMessage());
        }
    }

    /** A result that was forced, or that is much slower, is nothing to compare with later. */
    private void keep(
            Provider provider,
            BenchmarkParameters parameters,
            Report report,
            Optional<Comparison> comparison) {
        boolean good =
                !parameters.force()
                        && BenchmarkResult.verdict(report, comparison) == Verdict.GOOD
                        && state(provider) == State.UP;
        if (good || parameters.baseline() && !report.measurements().isEmpty()) {
            baselines.keep(
                    provider.name(),
                    new Baselines.Baseline(clock.instant(), report.measurements()));
        }
    }

    /**
     * Removes what loads left behind that an earlier process began, or that could not be removed at
     * their end; each as soon as its provider is UP. Call it at the start, and again and again
     * after it.
     */
    public void settle() throws InterruptedException {
        for (String name : table.withLeftovers()) {
            Optional<Benchmark> benchmark = mayBeClearedNow(name) ? of(name) : Optional.empty();
            if (benchmark.isPresent() && underWay.add(name)) {
                try {
                    cleared(name, benchmark.get());
                } catch (RunFailed e) {
                    LOG.log(Level.DEBUG, "not cleaned up yet: {0}", e.getMessage());
                } finally {
                    underWay.remove(name);
                }
            }
        }
    }

    /**
     * A provider that refuses us is not knocked at again and again, and an observed one is not
     * touched.
     */
    private boolean mayBeClearedNow(String name) {
        return watch.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .anyMatch(provider -> !provider.observedOnly() && state(provider) == State.UP);
    }

    private static Duration duration(BenchmarkParameters parameters) {
        Duration duration = parameters.duration() == null ? USUAL : parameters.duration();
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new InvalidParameters(
                    "duration", "is too short or too long", "give 2s to 5m, such as 30s");
        }
        return duration;
    }

    private List<Provider> providers(BenchmarkParameters parameters) {
        List<Provider> named = Target.of(parameters.target()).in(watch);
        List<Provider> able = named.stream().filter(p -> of(p.name()).isPresent()).toList();
        List<Provider> managed = able.stream().filter(p -> !p.observedOnly()).toList();
        if (managed.isEmpty() && !able.isEmpty()) {
            throw new Refused(
                    "%s is only observed: nothing is written to it"
                            .formatted(able.getFirst().name()),
                    "remove mode: observe from its configuration");
        }
        for (Provider provider : managed) {
            if (underWay.contains(provider.name())) {
                throw busy(provider);
            }
            State state = state(provider);
            if (state != State.UP && !parameters.force()) {
                throw new Refused(
                        "%s is %s, and a load does not help it".formatted(provider.name(), state),
                        "./rsvp providers:health %s says why; --force measures it all the same"
                                .formatted(provider.name()));
            }
        }
        return managed;
    }

    private static Refused busy(Provider provider) {
        return new Refused(
                "a load on %s is under way already".formatted(provider.name()),
                "wait for it to end");
    }

    private Optional<String> without(BenchmarkParameters parameters) {
        List<Provider> without =
                Target.of(parameters.target()).in(watch).stream()
                        .filter(p -> of(p.name()).isEmpty())
                        .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "there is no benchmark yet for "
                                + without.stream()
                                        .map(Provider::name)
                                        .collect(Collectors.joining(", ")));
    }

    private State state(Provider provider) {
        DomainStatus.ProviderStatus status =
                watch.status(false, List.of()).providers().get(provider.name());
        return status == null ? State.UNKNOWN : status.state();
    }

    private Optional<Benchmark> of(String provider) {
        return watch.backend(provider)
                .filter(Benchmarkable.class::isInstance)
                .map(backend -> ((Benchmarkable) backend).benchmark());
    }
}
