package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A long load without any fault: programs write to both primaries as fast as they can, and nothing
 * may change its state. Exits 1 when something does.
 */
public final class QuietBench {
    private static final Duration BEGINS = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofSeconds(1);

    private QuietBench() {}

    /** Takes the seconds that it lasts; an hour when there are none. */
    public static void main(String[] arguments) {
        int seconds = Bench.count(arguments, 3600);
        Bench.run((suite, out) -> run(suite, Duration.ofSeconds(seconds), out));
    }

    private static boolean run(Suite suite, Duration time, PrintStream out) {
        suite.awaitUp(BEGINS);
        Instant begin = Instant.now();
        Instant end = begin.plus(time);
        try (Writers postgresql = Writers.atFullSpeed(suite.database("postgresql"));
                Writers mysql = Writers.atFullSpeed(suite.database("mysql"))) {
            await().pollInterval(PACE)
                    .atMost(time.plus(BEGINS))
                    .until(() -> Instant.now().isAfter(end));
            out.printf(
                    Locale.ROOT,
                    "%,d s of load: %,d commits on PostgreSQL, %,d on MariaDB%n",
                    time.toSeconds(),
                    postgresql.commits(),
                    mysql.commits());
        }
        List<JsonNode> changes = suite.journal("provider.state", begin);
        changes.forEach(out::println);
        out.printf(
                Locale.ROOT,
                "%d state changes: %s%n",
                changes.size(),
                changes.isEmpty() ? "kept" : "MISSED");
        return changes.isEmpty();
    }
}
