package org.rsvpplatform.kit.observe.cause;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rsvpplatform.kit.observe.provider.Layer;

/**
 * The causes of one domain, how signals and texts name them, and what helps. Read once from the
 * domain's {@code causes.yaml}; immutable and safe for use by several threads. The file's format is
 * described at {@link CatalogueReader}.
 */
public final class Catalogue {
    /** A candidate this far behind the best is no alternative worth an operator's time. */
    private static final double NEAR = 35;

    /** Two conclusive candidates this close contradict each other. */
    private static final double RIVAL = 5;

    private static final int MOST_ALTERNATIVES = 6;

    private final String domain;
    private final Map<String, Cause> causes = new LinkedHashMap<>();
    private final List<Rule> rules;
    private final Vocabulary vocabulary;
    private final Predicate<String> offered;

    Catalogue(String domain, List<Rule> rules, Vocabulary vocabulary) {
        this(domain, rules, vocabulary, _ -> true);
    }

    private Catalogue(
            String domain, List<Rule> rules, Vocabulary vocabulary, Predicate<String> offered) {
        this.domain = domain;
        this.offered = offered;
        this.rules = List.copyOf(rules);
        this.vocabulary = vocabulary;
        rules.forEach(rule -> causes.put(rule.cause().code(), rule.cause()));
    }

    /**
     * Reads a catalogue.
     *
     * @throws InvalidCatalogueException naming the line and what is wrong there
     */
    public static Catalogue read(InputStream yaml) {
        return CatalogueReader.read(yaml);
    }

    /**
     * The same catalogue, whose remedies name only commands that can be called here: the file knows
     * those of the whole guide, and a service offers some of them.
     *
     * @param offered whether a command of this name is offered; asked when a diagnosis is made
     */
    public Catalogue offering(Predicate<String> offered) {
        return new Catalogue(domain, rules, vocabulary, offered);
    }

    /** The domain's name, such as {@code database}. */
    public String domain() {
        return domain;
    }

    public Optional<Cause> cause(String code) {
        return Optional.ofNullable(causes.get(code));
    }

    /** All causes in the order of the file. */
    public Collection<Cause> causes() {
        return List.copyOf(causes.values());
    }

    /**
     * The causes that signals of a check allow, best first.
     *
     * @param layer the layer of the check that failed; null when not known
     */
    public List<Candidate> candidates(List<Signal> signals, Layer layer) {
        Reading reading = new Reading();
        for (Signal signal : signals) {
            reading.weigh(rules, signal, layer);
            String said =
                    switch (signal) {
                        case Signal.SqlState s -> s.message();
                        case Signal.Errno e -> e.message();
                        case Signal.Reply r ->
                                "%d %s %s"
                                        .formatted(
                                                r.code(), orEmpty(r.enhanced()), orEmpty(r.text()));
                        case Signal.ErrorCode c -> orEmpty(c.code()) + ": " + orEmpty(c.message());
                        case Signal.Certificate c -> c.detail();
                        case Signal.Text t -> t.text();
                        // What we wrote ourselves is no word of the server's.
                        case Signal.Fact _, Signal.Timeout _ -> null;
                    };
            if (said != null && !said.isBlank()) {
                Wording wording = Wording.of(said).without(vocabulary.harmless());
                boolean onlyText = signal instanceof Signal.Text;
                // Next to a code its text only decides between what the code leaves open.
                reading.weigh(
                        rules,
                        wording,
                        Context.OWN,
                        onlyText ? 1 : 0.85,
                        onlyText ? null : signal.evidence());
                if (onlyText) {
                    codes(reading, wording, Context.OWN);
                }
            }
        }
        return reading.candidates();
    }

    /**
     * The causes that an error text or log lines name, best first; empty when unknown. Of a text
     * longer than 64 Ki characters the beginning and the end are read.
     *
     * @param facts what is known of the provider, for the remedies; {@code domain} set to this
     *     catalogue's domain says that the text is about it
     */
    public List<Diagnosis> diagnose(String text, Map<String, String> facts) {
        Wording whole = Wording.of(text).without(vocabulary.harmless());
        Context context =
                domain.equals(facts.get("domain")) ? Context.OWN : vocabulary.context(whole);
        Wording wording = whole.withoutFrames();
        Reading reading = new Reading();
        reading.weigh(rules, wording, context);
        codes(reading, wording, context);
        List<Candidate> candidates = rootFirst(reading.candidates());
        if (candidates.isEmpty()) {
            return List.of();
        }
        Map<String, String> known = new HashMap<>(vocabulary.facts(whole));
        known.putAll(facts);
        double best = candidates.getFirst().score();
        return candidates.stream()
                .filter(candidate -> candidate.score() >= best - NEAR)
                .limit(MOST_ALTERNATIVES)
                .map(candidate -> stated(candidate, candidates, List.of(), known, null))
                .toList();
    }

    /**
     * What candidates and second looks say together. {@code confirmed} when a look confirmed the
     * cause, when the server's own word excludes the others, or when looks ruled every other
     * candidate out; {@code likely} when several are left, which are then the alternatives; {@code
     * unknown} when nothing is left.
     *
     * @param facts values for the remedies' placeholders; the findings' facts are added
     */
    public Diagnosis diagnosis(
            List<Candidate> candidates, List<Finding> findings, Map<String, String> facts) {
        Set<String> confirmed = new LinkedHashSet<>();
        Set<String> excluded = new LinkedHashSet<>();
        Map<String, String> known = new HashMap<>(facts);
        for (Finding finding : findings) {
            confirmed.addAll(finding.confirms());
            excluded.addAll(finding.rulesOut());
            known.putAll(finding.facts());
        }
        // Looks that contradict each other decide nothing.
        confirmed.removeAll(excluded);
        List<Candidate> left =
                rootFirst(
                        Stream.concat(candidates.stream(), added(confirmed, candidates))
                                .filter(candidate -> !excluded.contains(candidate.cause().code()))
                                .toList());
        Optional<Candidate> established =
                left.stream().filter(c -> confirmed.contains(c.cause().code())).findFirst();
        if (left.isEmpty()) {
            List<String> seen = new ArrayList<>();
            candidates.stream().limit(1).forEach(c -> seen.addAll(c.evidence()));
            findings.forEach(finding -> seen.add(finding.evidence()));
            return Diagnosis.unknown(seen);
        }
        Candidate best = established.orElse(left.getFirst());
        Confidence confidence = null;
        if (established.isPresent() || onlyOneLeft(best, left, candidates, excluded)) {
            confidence = Confidence.CONFIRMED;
        }
        List<Candidate> neighbours = new ArrayList<>(left);
        best.cause().alternatives().stream()
                .filter(code -> !excluded.contains(code))
                .flatMap(code -> cause(code).stream())
                .filter(cause -> left.stream().noneMatch(c -> c.cause().equals(cause)))
                .forEach(cause -> neighbours.add(new Candidate(cause, 0, false, List.of())));
        return stated(best, neighbours, findings, known, confidence);
    }

    /** The diagnosis of a check's signals without second looks. */
    public Diagnosis diagnosis(List<Signal> signals, Layer layer, Map<String, String> facts) {
        return diagnosis(candidates(signals, layer), List.of(), facts);
    }

    /** Compiles every phrase: a test calls it, so that a wrong expression never ships. */
    void compileAll() {
        vocabulary.phrases().forEach(Phrase::compiled);
        phrases().forEach(Phrase::compiled);
    }

    Stream<Phrase> phrases() {
        return rules.stream()
                .flatMap(
                        rule ->
                                Stream.of(
                                                rule.words().stream().map(Rule.Words::phrase),
                                                rule.unless().stream(),
                                                rule.signals().stream()
                                                        .map(SignalMatcher::message)
                                                        .filter(m -> m != null))
                                        .flatMap(s -> s));
    }

    private void codes(Reading reading, Wording wording, Context context) {
        vocabulary
                .extractors()
                .forEach(extractor -> reading.weigh(rules, wording, context, extractor));
    }

    private Stream<Candidate> added(Set<String> confirmed, List<Candidate> candidates) {
        return confirmed.stream()
                .filter(code -> candidates.stream().noneMatch(c -> c.cause().code().equals(code)))
                .flatMap(code -> cause(code).stream())
                .map(cause -> new Candidate(cause, 90, true, List.of()));
    }

    /** By elimination only if there was something to eliminate. */
    private static boolean onlyOneLeft(
            Candidate best, List<Candidate> left, List<Candidate> all, Set<String> excluded) {
        boolean open =
                left.stream().anyMatch(c -> c != best && !follows(c, best) && near(c, best))
                        || best.cause().alternatives().stream()
                                .anyMatch(code -> !excluded.contains(code));
        boolean ruledOut = all.stream().anyMatch(c -> excluded.contains(c.cause().code()));
        return ruledOut && !open;
    }

    private Diagnosis stated(
            Candidate best,
            List<Candidate> all,
            List<Finding> findings,
            Map<String, String> facts,
            Confidence given) {
        Cause cause = best.cause();
        Confidence confidence = given;
        if (confidence == null) {
            boolean rival =
                    all.stream()
                            .anyMatch(
                                    c ->
                                            c != best
                                                    && c.conclusive()
                                                    && !follows(c, best)
                                                    && c.score() >= best.score() - RIVAL);
            confidence = best.conclusive() && !rival ? Confidence.CONFIRMED : Confidence.LIKELY;
        }
        Set<String> alternatives = new LinkedHashSet<>();
        List<Consequence> consequences = new ArrayList<>();
        for (Candidate other : all) {
            if (other == best) {
                continue;
            }
            if (follows(other, best)) {
                consequences.add(
                        new Consequence(
                                null,
                                other.cause().code(),
                                other.evidence().isEmpty() ? "" : other.evidence().getFirst()));
            } else if (confidence == Confidence.LIKELY && near(other, best)) {
                alternatives.add(other.cause().code());
            }
        }
        if (confidence == Confidence.LIKELY) {
            all.stream()
                    .map(c -> c.cause().code())
                    .filter(code -> cause.alternatives().contains(code))
                    .forEach(alternatives::add);
            if (findings.isEmpty()) {
                alternatives.addAll(cause.alternatives());
            }
        }
        List<String> evidence = new ArrayList<>(best.evidence());
        findings.forEach(finding -> evidence.add(finding.evidence()));
        return new Diagnosis(
                cause.code(),
                cause.title(),
                confidence,
                evidence,
                alternatives.stream().limit(MOST_ALTERNATIVES).toList(),
                consequences,
                remedies(cause, facts),
                cause.link(),
                best.score());
    }

    private List<Remedy> remedies(Cause cause, Map<String, String> facts) {
        return cause.remedies().stream()
                .filter(template -> template.fits(facts))
                .sorted(Comparator.comparing(template -> !template.isFirst(facts)))
                .map(template -> template.fill(facts))
                .filter(remedy -> remedy.command() == null || offered.test(remedy.command().name()))
                .toList();
    }

    private static boolean near(Candidate other, Candidate best) {
        return other.score() >= best.score() - NEAR;
    }

    private static boolean follows(Candidate other, Candidate root) {
        return root.cause().explains().contains(other.cause().code());
    }

    /** A cause comes before what follows from it, when it fits about as well. */
    private static List<Candidate> rootFirst(List<Candidate> candidates) {
        if (candidates.size() < 2) {
            return candidates;
        }
        List<Candidate> ordered = new ArrayList<>(candidates);
        ordered.sort((a, b) -> Double.compare(b.score(), a.score()));
        Candidate best = ordered.getFirst();
        ordered.stream()
                .filter(c -> c != best && follows(best, c) && c.score() >= best.score() - 2 * RIVAL)
                .findFirst()
                .ifPresent(
                        root -> {
                            ordered.remove(root);
                            ordered.addFirst(root);
                        });
        return ordered;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
