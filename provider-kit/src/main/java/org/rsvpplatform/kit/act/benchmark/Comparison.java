package org.rsvpplatform.kit.act.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A result beside the last good one.
 *
 * @param measured when the baseline was taken
 * @param slower what takes much longer now
 */
record Comparison(Instant measured, List<Measurement> baseline, List<String> slower) {
    /** Less than this is what the same machine shows from one hour to the next. */
    private static final double MUCH = 2;

    /** Of operations this short a difference says more about us than about the server. */
    private static final double LEAST_MS = 0.2;

    static Comparison of(
            Instant measured, List<Measurement> baseline, List<Measurement> measurements) {
        List<String> slower = new ArrayList<>();
        for (Measurement now : measurements) {
            find(baseline, now.measure())
                    .filter(then -> now.p50Ms() > MUCH * Math.max(then.p50Ms(), LEAST_MS))
                    .ifPresent(then -> slower.add(sentence(then, now)));
        }
        return new Comparison(measured, baseline, List.copyOf(slower));
    }

    private static String sentence(Measurement then, Measurement now) {
        return String.format(
                Locale.ROOT, "%s %.2f ms, was %.2f ms", now.measure(), now.p50Ms(), then.p50Ms());
    }

    Optional<Measurement> baseline(String measure) {
        return find(baseline, measure);
    }

    private static Optional<Measurement> find(List<Measurement> all, String measure) {
        return all.stream().filter(m -> m.measure().equals(measure) && m.count() > 0).findFirst();
    }
}
