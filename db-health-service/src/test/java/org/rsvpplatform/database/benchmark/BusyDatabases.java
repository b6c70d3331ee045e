package org.rsvpplatform.database.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.kit.bench.Count;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.ProbeReport;

/**
 * Databases that are probed without rest: each again as soon as it was, through all layers and the
 * state machine. Counts the probes that found all well.
 */
public final class BusyDatabases {
    private BusyDatabases() {}

    /** Takes a providers.yaml. */
    public static void main(String[] arguments) throws IOException {
        AtomicLong count = new AtomicLong();
        try (ProbedDomain _ =
                ProbedDomain.scheduled(
                        Files.readString(Path.of(arguments[0])),
                        board -> report -> next(board, report, count))) {
            Count.tell(count);
        }
    }

    private static Duration next(HealthBoard board, ProbeReport report, AtomicLong count) {
        board.next(report);
        if (report.reason().isEmpty()) {
            count.incrementAndGet();
        }
        return Duration.ZERO;
    }
}
