package org.rsvpplatform.database.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.database.host.CpuTime;
import org.rsvpplatform.kit.act.benchmark.Measurement;

/**
 * All that a load has shown.
 *
 * @param statements answered in the part with one session
 * @param cpu what the server's side of these statements had of the processors; empty when its host
 *     is not ours
 * @param computing what it had of them during the computations
 * @param ownMillis how late our own threads got their turn meanwhile
 * @param baseline what the last good load measured
 */
record Evidence(
        Latencies latencies,
        long statements,
        Optional<CpuTime> cpu,
        Optional<CpuTime> computing,
        double ownMillis,
        Locks locks,
        Subject.Counted counted,
        Pool pool,
        List<Measurement> baseline) {
    static final double NANOS_A_MILLI = 1e6;

    /**
     * Waits for locks.
     *
     * @param sessionMillis the time of all sessions together
     * @param timeouts statements that gave up on a lock
     * @param timeoutMillis how long those had waited
     * @param seen sessions seen in samples
     * @param seenLocked of them, those that waited for a lock
     * @param seenFlushing of them, those that waited for the log
     * @param seenStandby of them, those that waited for a standby
     * @param example who held what they waited for
     */
    record Locks(
            double sessionMillis,
            long timeouts,
            double timeoutMillis,
            long seen,
            long seenLocked,
            long seenFlushing,
            long seenStandby,
            Optional<String> example) {}

    /**
     * Sessions.
     *
     * @param wanted how many the load wanted
     * @param got how many it got
     * @param waited for the first one, when it was refused at first
     * @param refusal what the server said to one that it did not let in
     */
    record Pool(
            int used, int most, int wanted, int got, Duration waited, Optional<String> refusal) {}

    /** Milliseconds of a processor of the server's for each statement, queue included. */
    double cpuMillis() {
        return statements == 0
                ? 0
                : cpu.map(t -> (t.running() + t.queued()) / NANOS_A_MILLI / statements).orElse(0.0);
    }

    /**
     * The share of a processor that the server gets when it wants a whole one: by its host's count,
     * or beside what it got when the baseline was taken.
     */
    Optional<Double> processor() {
        double millis = latencies.total(Measure.COMPUTE);
        if (millis <= 0) {
            return Optional.empty();
        }
        return computing
                .map(time -> Math.min(1, time.running() / NANOS_A_MILLI / millis))
                .or(
                        () ->
                                baseline(Measure.COMPUTE)
                                        .map(then -> then.p50Ms())
                                        .map(
                                                ms ->
                                                        Math.min(
                                                                1,
                                                                ms
                                                                        / latencies.middle(
                                                                                Measure.COMPUTE))));
    }

    Optional<Measurement> baseline(Measure measure) {
        return baseline.stream()
                .filter(m -> m.measure().equals(measure.label()) && m.count() > 0)
                .findFirst();
    }
}
