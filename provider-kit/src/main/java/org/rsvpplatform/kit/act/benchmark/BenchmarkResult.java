package org.rsvpplatform.kit.act.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.Verdict;

/**
 * What benchmarks showed.
 *
 * @param verdict a warning when something takes much longer than before; bad when nothing could be
 *     measured
 * @param note the providers that have no benchmark; absent when all have one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchmarkResult(
        Verdict verdict,
        List<Limit> limits,
        List<Row> measurements,
        List<Finding> findings,
        String note) {

    /**
     * What limits one provider.
     *
     * @param baseline when the result was taken that it is compared with; absent for the first one
     * @param slower what takes much longer than then
     * @param notes what was left out, and why
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limit(
            String provider,
            String limit,
            String because,
            Instant baseline,
            List<String> slower,
            List<String> notes) {}

    /**
     * One measurement.
     *
     * @param baselineP50Ms what the middle one took in the last good result
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String provider,
            String measure,
            long count,
            double perSecond,
            double p50Ms,
            double p95Ms,
            double p99Ms,
            Double baselineP50Ms) {}

    /** One thing that may be the limit: how much of a write goes there, and how we know. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Finding(String provider, String limit, Double ms, String seen) {}

    static BenchmarkResult none(String note) {
        return new BenchmarkResult(Verdict.GOOD, List.of(), List.of(), List.of(), note);
    }

    /** This result and another provider's. */
    BenchmarkResult with(String provider, Report report, Optional<Comparison> comparison) {
        List<Limit> allLimits = new ArrayList<>(limits);
        allLimits.add(
                new Limit(
                        provider,
                        report.limit(),
                        report.because(),
                        comparison.map(Comparison::measured).orElse(null),
                        comparison.map(Comparison::slower).filter(s -> !s.isEmpty()).orElse(null),
                        report.notes().isEmpty() ? null : report.notes()));
        List<Row> rows = new ArrayList<>(measurements);
        report.measurements()
                .forEach(
                        m ->
                                rows.add(
                                        row(
                                                provider,
                                                m,
                                                comparison.flatMap(c -> c.baseline(m.measure())))));
        List<Finding> all = new ArrayList<>(findings);
        report.findings()
                .forEach(
                        f -> all.add(new Finding(provider, f.limit(), f.milliseconds(), f.seen())));
        return new BenchmarkResult(
                verdict.worse(verdict(report, comparison)),
                List.copyOf(allLimits),
                List.copyOf(rows),
                List.copyOf(all),
                note);
    }

    private static Row row(String provider, Measurement m, Optional<Measurement> then) {
        return new Row(
                provider,
                m.measure(),
                m.count(),
                m.perSecond(),
                m.p50Ms(),
                m.p95Ms(),
                m.p99Ms(),
                then.map(Measurement::p50Ms).orElse(null));
    }

    /** Good is what may be compared with later. */
    static Verdict verdict(Report report, Optional<Comparison> comparison) {
        if (report.measurements().isEmpty()) {
            return Verdict.BAD;
        }
        return comparison.filter(c -> !c.slower().isEmpty()).isPresent()
                ? Verdict.WARNING
                : Verdict.GOOD;
    }
}
