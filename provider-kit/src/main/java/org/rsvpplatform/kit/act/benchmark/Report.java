package org.rsvpplatform.kit.act.benchmark;

import java.util.List;

/**
 * What a load showed.
 *
 * @param limit what its work waited for most; {@code unknown} when that was not to be told
 * @param because how we know, a sentence
 * @param notes what was left out, and why
 */
public record Report(
        String limit,
        String because,
        List<Measurement> measurements,
        List<Finding> findings,
        List<String> notes) {

    /**
     * One thing that may be the limit.
     *
     * @param milliseconds of one write that go there; null when that was not measured
     * @param seen what was measured
     */
    public record Finding(String limit, Double milliseconds, String seen) {}
}
