package org.rsvpplatform.kit.observe.cause;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why, how sure, from what evidence, and what to do.
 *
 * @param cause the code; {@code unknown} when no cause fits
 * @param title the cause's headline
 * @param confidence null for {@code unknown}
 * @param evidence what was seen, the telling part first
 * @param alternatives codes that the evidence also allows; empty when confirmed
 * @param consequences other findings that follow from this cause
 * @param remedies what helps, with values filled in
 * @param link where the documentation explains the cause
 * @param score how well the cause fits, 0 to 100: ranks the answers of several domains
 */
public record Diagnosis(
        String cause,
        String title,
        Confidence confidence,
        List<String> evidence,
        List<String> alternatives,
        List<Consequence> consequences,
        List<Remedy> remedies,
        String link,
        double score) {

    public Diagnosis {
        // Who looks closer may see what was seen before.
        evidence = copy(evidence).stream().distinct().toList();
        alternatives = copy(alternatives);
        consequences = copy(consequences);
        remedies = copy(remedies);
    }

    /** The answer when nothing in the catalogue fits. */
    public static Diagnosis unknown(List<String> evidence) {
        return new Diagnosis(
                Cause.UNKNOWN,
                "Unknown",
                null,
                evidence,
                List.of(),
                List.of(),
                List.of(),
                Cause.link(Cause.UNKNOWN),
                0);
    }

    /** True when a cause is stated. */
    @JsonIgnore
    public boolean known() {
        return !cause.equals(Cause.UNKNOWN);
    }

    /** The same diagnosis with these consequences. */
    public Diagnosis withConsequences(List<Consequence> others) {
        return new Diagnosis(
                cause, title, confidence, evidence, alternatives, others, remedies, link, score);
    }

    /**
     * The answers of several domains to one text as one list, best first. A domain that knows
     * nothing adds nothing; an empty list means unknown.
     */
    public static List<Diagnosis> ranked(Collection<Diagnosis> answers) {
        Map<String, Diagnosis> best = new LinkedHashMap<>();
        answers.stream()
                .filter(Diagnosis::known)
                .sorted(Comparator.comparingDouble(Diagnosis::score).reversed())
                .forEach(answer -> best.putIfAbsent(answer.cause(), answer));
        return List.copyOf(best.values());
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
