package org.rsvpplatform.kit.observe.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Candidate;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Consequence;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.CloserLook;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Provider;

/** Turns what a probe saw into a diagnosis: the catalogue's word first, then what inquiries add. */
final class Diagnostician {
    private final Supplier<Catalogue> catalogue;
    private final Function<Provider, Optional<String>> successor;

    /**
     * @param successor whom a change made the active one of the provider's group, if another one
     */
    Diagnostician(Supplier<Catalogue> catalogue, Function<Provider, Optional<String>> successor) {
        this.catalogue = catalogue;
        this.successor = successor;
    }

    /** A report, its layers corrected by a closer look, and what it means. */
    record Answer(ProbeReport report, Diagnosis diagnosis) {}

    /** What the signals say by themselves, at once. */
    Diagnosis atOnce(ProbeReport report, Backend<?> backend) {
        return explain(report, List.of(), facts(report.provider(), backend));
    }

    /** Looks closer: which layer it really was, and what inquiries confirm or rule out. */
    Answer closer(ProbeReport report, Backend<?> backend, CloserLook look)
            throws InterruptedException {
        ProbeReport located = look.locate(report);
        CheckResult reason = located.reason().orElseThrow();
        List<Signal> signals = signals(reason);
        List<Finding> findings =
                look.inquire(
                        reason.layer(),
                        signals,
                        catalogue.get().candidates(signals, reason.layer()).stream()
                                .map(c -> c.cause().code())
                                .collect(Collectors.toSet()));
        return new Answer(located, explain(located, findings, facts(located.provider(), backend)));
    }

    private Map<String, String> facts(Provider provider, Backend<?> backend) {
        Map<String, String> facts = new HashMap<>(backend.factsOf(provider));
        facts.put("appointed", provider.role().label());
        successor.apply(provider).ifPresent(active -> facts.put("followedBy", active));
        return facts;
    }

    private Diagnosis explain(
            ProbeReport report, List<Finding> findings, Map<String, String> facts) {
        List<CheckResult> troubles = new ArrayList<>(report.troubles());
        CheckResult reason = report.reason().orElseThrow();
        troubles.remove(reason);
        List<Candidate> candidates = catalogue.get().candidates(signals(reason), reason.layer());
        Diagnosis diagnosis = catalogue.get().diagnosis(candidates, findings, known(reason, facts));
        List<Consequence> consequences = new ArrayList<>(diagnosis.consequences());
        for (CheckResult trouble : troubles) {
            catalogue.get().candidates(signals(trouble), trouble.layer()).stream()
                    .findFirst()
                    .map(c -> c.cause().code())
                    .filter(code -> !code.equals(diagnosis.cause()))
                    .filter(code -> consequences.stream().noneMatch(c -> c.cause().equals(code)))
                    .ifPresent(
                            code ->
                                    consequences.add(
                                            new Consequence(
                                                    report.provider().name(),
                                                    code,
                                                    trouble.outcome().evidence())));
        }
        return consequences.isEmpty() ? diagnosis : diagnosis.withConsequences(consequences);
    }

    /** What the check itself knows is nearer to the remedies than what the backend knows. */
    private static Map<String, String> known(CheckResult reason, Map<String, String> facts) {
        Map<String, String> known = new HashMap<>(facts);
        signals(reason).stream()
                .filter(Signal.Fact.class::isInstance)
                .forEach(signal -> known.putAll(((Signal.Fact) signal).values()));
        return known;
    }

    private static List<Signal> signals(CheckResult result) {
        return result.outcome().signals(result.layer());
    }
}
