package org.rsvpplatform.database.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.rsvpplatform.kit.act.benchmark.Report;
import org.rsvpplatform.kit.act.benchmark.Report.Finding;

/**
 * Says where the time of a write goes. All is measured in one run, statement beside statement, so
 * that a machine that is slow as a whole changes the numbers and not the answer.
 */
final class Judgement {
    /** From here on nothing else can be measured well: the waits are in every number. */
    private static final double MUCH_LOCKED = 1.0 / 3;

    /** A server that gets less of a processor than this stands in the queue with all it does. */
    private static final double STARVED = 0.15;

    private static final double NANOS_A_MILLI = Evidence.NANOS_A_MILLI;

    private final Evidence evidence;
    private final Latencies latencies;

    Judgement(Evidence evidence) {
        this.evidence = evidence;
        this.latencies = evidence.latencies();
    }

    Report report(List<String> notes) {
        List<Finding> findings = new ArrayList<>();
        if (latencies.count(Measure.ROUND_TRIP) > 0) {
            findings.add(network());
            findings.add(cpu());
            findings.add(client());
        }
        if (writes()) {
            findings.add(flush());
            findings.add(standby());
        }
        if (evidence.locks().sessionMillis() > 0) {
            findings.add(locks());
        }
        findings.add(pool());
        Finding limit = limit(findings);
        return new Report(
                limit.limit(),
                limit.seen(),
                latencies.measurements(),
                List.copyOf(findings),
                notes);
    }

    private Finding limit(List<Finding> findings) {
        if (evidence.pool().refusal().isPresent()
                || evidence.pool().got() < Math.min(2, evidence.pool().wanted())) {
            return find(findings, "pool");
        }
        if (lockedShare() >= MUCH_LOCKED) {
            return find(findings, "locks");
        }
        if (evidence.processor().filter(share -> share < STARVED).isPresent()) {
            return find(findings, "cpu");
        }
        return findings.stream()
                .filter(f -> f.milliseconds() != null && !f.limit().equals("pool"))
                .max(Comparator.comparing(Finding::milliseconds))
                .filter(f -> f.milliseconds() > 0)
                .orElse(new Finding("unknown", null, "no share of a write stands out"));
    }

    private static Finding find(List<Finding> findings, String limit) {
        return findings.stream().filter(f -> f.limit().equals(limit)).findFirst().orElseThrow();
    }

    private boolean writes() {
        return latencies.count(Measure.COMMIT) > 0 && latencies.count(Measure.UNFLUSHED) > 0;
    }

    /** What of a round trip is neither computing nor waiting for a processor, there or here. */
    private Finding network() {
        double trip = latencies.middle(Measure.ROUND_TRIP);
        if (cpuMillis() > trip) {
            return finding(
                    "network",
                    0,
                    "a round trip takes %.2f ms; beside each statement the server, with what it"
                            + " does for others, needs %.2f ms of a processor: nothing is left"
                            + " that the network would need",
                    trip,
                    cpuMillis());
        }
        return finding(
                "network",
                Math.max(0, trip - cpuMillis() - ownMillis()),
                "a round trip takes %.2f ms, of which the server needs %.2f ms of a processor,"
                        + " queue included, and our own threads come %.2f ms late",
                trip,
                cpuMillis(),
                ownMillis());
    }

    /** Not the server's doing: a service without a processor sees every server slow. */
    private Finding client() {
        return finding(
                "client",
                ownMillis(),
                "our own threads get their turn %.2f ms late, which is %.2f ms of a round trip",
                evidence.ownMillis(),
                ownMillis());
    }

    private double ownMillis() {
        double trip = latencies.middle(Measure.ROUND_TRIP);
        return Math.max(0, Math.min(trip - cpuMillis(), evidence.ownMillis()));
    }

    /** The server's host counts it, or the same computation took less time before. */
    private Finding cpu() {
        if (evidence.cpu().isPresent() && evidence.statements() > 0) {
            return finding(
                    "cpu",
                    cpuMillis(),
                    "for each statement the server ran for %.2f ms and stood in the queue for a"
                        + " processor for %.2f ms; when it computes it gets %s of one (schedstat of"
                        + " the host)",
                    evidence.cpu().get().running() / NANOS_A_MILLI / evidence.statements(),
                    evidence.cpu().get().queued() / NANOS_A_MILLI / evidence.statements(),
                    processor());
        }
        double now = latencies.middle(Measure.COMPUTE);
        return evidence.processor().isPresent()
                ? finding(
                        "cpu",
                        cpuMillis(),
                        "a computation takes the server %.2f ms, which is %s of the speed of the"
                                + " last good result",
                        now,
                        processor())
                : new Finding(
                        "cpu",
                        null,
                        String.format(
                                Locale.ROOT,
                                "the server's host is not ours, and there is no earlier result to"
                                        + " compare a computation (%.2f ms) with",
                                now));
    }

    private String processor() {
        return evidence.processor()
                .map(share -> Math.round(100 * share) + " %")
                .orElse("an unknown part");
    }

    /** Milliseconds of a processor, queue included, that one statement needs. */
    private double cpuMillis() {
        return evidence.cpu().isPresent()
                ? evidence.cpuMillis()
                : latencies.middle(Measure.ROUND_TRIP) * (1 - evidence.processor().orElse(1.0));
    }

    private Finding flush() {
        double unflushed = latencies.middle(Measure.UNFLUSHED);
        boolean local = latencies.count(Measure.LOCAL) > 0;
        double flushed = latencies.middle(local ? Measure.LOCAL : Measure.COMMIT);
        double standby = local ? 0 : standbyMillis();
        return finding(
                "fsync",
                Math.max(0, flushed - unflushed - standby),
                "a commit%s takes %.2f ms, the same write without waiting for the disk %.2f ms%s"
                        + "; %s of the sessions looked at waited for the log",
                local ? " that waits for no standby" : "",
                flushed,
                unflushed,
                standby > 0
                        ? String.format(
                                Locale.ROOT, ", and %.2f ms of it wait for the replica", standby)
                        : "",
                percent(evidence.locks().seenFlushing()));
    }

    private Finding standby() {
        double millis = standbyMillis();
        return latencies.count(Measure.LOCAL) > 0
                ? finding(
                        "standby",
                        millis,
                        "a commit takes %.2f ms, one that does not wait for a standby %.2f ms",
                        latencies.middle(Measure.COMMIT),
                        latencies.middle(Measure.LOCAL))
                : finding(
                        "standby",
                        millis,
                        "the server counts %d commits that waited for a replica's receipt, %.2f ms"
                                + " each",
                        evidence.counted().standbyWaits(),
                        millis);
    }

    private double standbyMillis() {
        if (latencies.count(Measure.LOCAL) > 0) {
            return Math.max(0, latencies.middle(Measure.COMMIT) - latencies.middle(Measure.LOCAL));
        }
        return evidence.counted().standbyWaits() == 0
                ? 0
                : evidence.counted().standbyMillis() / evidence.counted().standbyWaits();
    }

    private Finding locks() {
        Evidence.Locks locks = evidence.locks();
        long writes =
                Math.max(
                        1,
                        latencies.count(Measure.COMMIT)
                                + latencies.count(Measure.CONCURRENT)
                                + locks.timeouts());
        return finding(
                "locks",
                lockedShare() * locks.sessionMillis() / writes,
                "%.0f %% of the sessions' time went into locks: %d statements gave up on one, %s"
                        + " of the sessions looked at waited for one%s",
                100 * lockedShare(),
                locks.timeouts(),
                percent(locks.seenLocked()),
                locks.example().map(", held by "::concat).orElse(""));
    }

    /** The share of the sessions' time that went into locks, by whoever saw most of it. */
    private double lockedShare() {
        Evidence.Locks locks = evidence.locks();
        double sampled = locks.seen() == 0 ? 0 : (double) locks.seenLocked() / locks.seen();
        double known = Math.max(locks.timeoutMillis(), evidence.counted().lockMillis());
        return Math.min(
                1,
                Math.max(sampled, locks.sessionMillis() == 0 ? 0 : known / locks.sessionMillis()));
    }

    private Finding pool() {
        Evidence.Pool pool = evidence.pool();
        double waited = pool.waited().toNanos() / NANOS_A_MILLI;
        return finding(
                "pool",
                pool.refusal().isEmpty() ? 0 : waited,
                "%s; the load wanted %d sessions and got %d%s",
                pool.most() == 0
                        ? "the server let nobody in"
                        : "%d of %d connections were taken".formatted(pool.used(), pool.most()),
                pool.wanted(),
                pool.got(),
                pool.refusal()
                        .map(
                                said ->
                                        String.format(
                                                Locale.ROOT,
                                                "; after %.0f ms the server still said: %s",
                                                waited,
                                                said))
                        .orElse(""));
    }

    private String percent(long part) {
        long all = evidence.locks().seen();
        return all == 0 ? "none" : Math.round(100.0 * part / all) + " %";
    }

    private static Finding finding(String limit, double millis, String format, Object... values) {
        return new Finding(
                limit,
                Math.round(1000 * millis) / 1000.0,
                String.format(Locale.ROOT, format, values));
    }
}
