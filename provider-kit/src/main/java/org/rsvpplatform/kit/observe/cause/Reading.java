package org.rsvpplatform.kit.observe.cause;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rsvpplatform.kit.observe.provider.Layer;

/** Collects how well each cause fits, from signals and from words. */
final class Reading {
    /** Below this a cause is not worth saying. */
    private static final double FLOOR = 30;

    private static final Set<String> GENERIC = Set.of("errno", "http");
    private static final Phrase QUIET =
            new Phrase(
                    "(?:^|[\\s\\[(='|.])(?:info|debug|trace|verbose|note|notice)(?:[\\s\\])'|:]|$)");

    private static final class Tally {
        private double best;
        private int hits;
        private boolean conclusive;
        private final List<String> evidence = new ArrayList<>();
    }

    private final Map<Cause, Tally> tallies = new LinkedHashMap<>();

    /** Weighs a signal that a check brought. */
    void weigh(List<Rule> rules, Signal signal, Layer layer) {
        for (Rule rule : rules) {
            for (SignalMatcher matcher : rule.signals()) {
                if (matcher.matches(signal, layer)) {
                    add(rule.cause(), matcher.score(), matcher.conclusive(), signal.evidence());
                }
            }
        }
    }

    /** Weighs the words of a text that has no code. */
    void weigh(List<Rule> rules, Wording text, Context context) {
        weigh(rules, text, context, 1, null);
    }

    /**
     * Weighs the words of a text.
     *
     * @param share how much of their worth counts, 0 to 1
     * @param seen the evidence when it has been stated already; null quotes the text
     */
    void weigh(List<Rule> rules, Wording text, Context context, double share, String seen) {
        for (Rule rule : rules) {
            List<Rule.Words> words = rule.words();
            if (words.isEmpty() || excluded(rule, text, words)) {
                continue;
            }
            for (Rule.Words word : words) {
                Phrase.Span span = word.phrase().find(text);
                if (span != null) {
                    double score =
                            word.strength().score + Math.min(span.end() - span.start(), 40) / 8.0;
                    score =
                            context.weigh(score, word.strength())
                                    * loudness(text, span, word.strength());
                    boolean conclusive = word.strength() == Rule.Strength.STATES;
                    String line = text.lines(span.start(), span.end());
                    String evidence = seen == null ? Evidence.quote(line) : seen;
                    add(rule.cause(), score * share, conclusive, evidence);
                }
            }
        }
    }

    /** Weighs the codes that a text contains. */
    void weigh(List<Rule> rules, Wording text, Context context, Extractor extractor) {
        for (Extractor.Found found : extractor.read(text)) {
            // An errno or an HTTP status is nobody's own word.
            Rule.Strength strength =
                    GENERIC.contains(extractor.kind())
                            ? Rule.Strength.SUGGESTS
                            : Rule.Strength.STATES;
            String line = text.lines(found.span().start(), found.span().end());
            for (Rule rule : rules) {
                for (SignalMatcher matcher : rule.signals()) {
                    if (matcher.matches(found.signal(), null)
                            && (matcher.conclusive() || !excluded(rule, text))) {
                        // A number that only looks like a code yields to clear words.
                        double score = context.weigh(matcher.score() * 0.97, strength);
                        add(rule.cause(), score, matcher.conclusive(), Evidence.quote(line));
                    }
                }
            }
        }
    }

    List<Candidate> candidates() {
        return tallies.entrySet().stream()
                .filter(entry -> entry.getValue().best >= FLOOR)
                .map(entry -> candidate(entry.getKey(), entry.getValue()))
                .sorted((a, b) -> Double.compare(b.score(), a.score()))
                .toList();
    }

    private static Candidate candidate(Cause cause, Tally tally) {
        double score = Math.min(100, tally.best + Math.min(tally.hits - 1, 3));
        return new Candidate(
                cause, Math.round(score * 10) / 10.0, tally.conclusive, tally.evidence);
    }

    private void add(Cause cause, double score, boolean conclusive, String evidence) {
        Tally tally = tallies.computeIfAbsent(cause, _ -> new Tally());
        tally.hits++;
        tally.conclusive |= conclusive;
        if (!tally.evidence.contains(evidence) && tally.evidence.size() < 5) {
            tally.evidence.add(score > tally.best ? 0 : tally.evidence.size(), evidence);
        }
        tally.best = Math.max(tally.best, score);
    }

    private static boolean excluded(Rule rule, Wording text, List<Rule.Words> words) {
        return !rule.unless().isEmpty()
                && words.stream().anyMatch(word -> word.phrase().find(text) != null)
                && excluded(rule, text);
    }

    private static boolean excluded(Rule rule, Wording text) {
        return rule.unless().stream().anyMatch(phrase -> phrase.find(text) != null);
    }

    /** What a log calls information is seldom a fault. */
    private static double loudness(Wording text, Phrase.Span span, Rule.Strength strength) {
        String before = text.lineBefore(span.start());
        boolean quiet = !before.isEmpty() && QUIET.find(Wording.of(before)) != null;
        if (!quiet) {
            return 1;
        }
        return switch (strength) {
            case STATES -> 0.85;
            case NAMES -> 0.5;
            case SUGGESTS -> 0.4;
        };
    }
}
