package org.rsvpplatform.database.benchmark;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.rsvpplatform.kit.act.benchmark.Measurement;

/** How long operations took, by kind; for one thread. */
final class Latencies {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;
    private static final double NANOS_A_MILLI = 1e6;
    private static final double NANOS_A_SECOND = 1e9;

    private final Map<Measure, Histogram> histograms = new EnumMap<>(Measure.class);
    private final Map<Measure, Long> seconds = new EnumMap<>(Measure.class);

    void record(Measure measure, long nanos) {
        histograms
                .computeIfAbsent(measure, m -> new Histogram(LONGEST, DIGITS))
                .recordValue(Math.clamp(nanos, 1, LONGEST));
    }

    /** The time in which a measure was taken, when that is not the sum of its latencies. */
    void over(Measure measure, long nanos) {
        seconds.put(measure, nanos);
    }

    void add(Latencies other) {
        other.histograms.forEach(
                (measure, histogram) ->
                        histograms
                                .computeIfAbsent(measure, m -> new Histogram(LONGEST, DIGITS))
                                .add(histogram));
    }

    long count(Measure measure) {
        Histogram histogram = histograms.get(measure);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    /** The middle one in milliseconds; 0 when there is none. */
    double middle(Measure measure) {
        return at(measure, 50);
    }

    double total(Measure measure) {
        Histogram histogram = histograms.get(measure);
        return histogram == null
                ? 0
                : histogram.getMean() * histogram.getTotalCount() / NANOS_A_MILLI;
    }

    private double at(Measure measure, double percentile) {
        Histogram histogram = histograms.get(measure);
        return histogram == null || histogram.getTotalCount() == 0
                ? 0
                : histogram.getValueAtPercentile(percentile) / NANOS_A_MILLI;
    }

    List<Measurement> measurements() {
        return histograms.keySet().stream().map(this::measurement).toList();
    }

    private Measurement measurement(Measure measure) {
        double nanos =
                seconds.containsKey(measure)
                        ? seconds.get(measure)
                        : total(measure) * NANOS_A_MILLI;
        return new Measurement(
                measure.label(),
                count(measure),
                Math.round(10 * count(measure) * NANOS_A_SECOND / Math.max(1, nanos)) / 10.0,
                rounded(at(measure, 50)),
                rounded(at(measure, 95)),
                rounded(at(measure, 99)));
    }

    private static double rounded(double millis) {
        return Math.round(1000 * millis) / 1000.0;
    }
}
