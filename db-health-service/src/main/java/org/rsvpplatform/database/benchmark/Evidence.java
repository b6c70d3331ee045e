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
 * @param baseline what the last good load measured
 */
record Evidence(
        Latencies latencies,
        long statements,
        Optional<CpuTime> cpu,
        Locks locks,
        Subject.Counted counted,
        Pool pool,
        List<Measurement> baseline) {

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

    Optional<Measurement> baseline(Measure measure) {
        return baseline.stream()
                .filter(m -> m.measure().equals(measure.label()) && m.count() > 0)
                .findFirst();
    }
}
