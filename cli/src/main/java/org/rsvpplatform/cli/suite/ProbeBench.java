package org.rsvpplatform.cli.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rsvpplatform.cli.invocation.ExitCode;

/**
 * Runs the kit's own benches: the schedule of 2,000 providers on one core, and the rate of checks
 * beside a peer.
 */
final class ProbeBench {
    private static final String SCHEDULE = "org.rsvpplatform.kit.bench.ScheduleBench";
    private static final String RATE = "org.rsvpplatform.kit.bench.RateBench";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private final Path root;

    ProbeBench(Path root) {
        this.root = root;
    }

    ExitCode run() {
        boolean scheduled = run("0", SCHEDULE);
        // The peer and our engine get core 0 for themselves; what they check is elsewhere.
        boolean quick = run("1", RATE);
        return scheduled && quick ? ExitCode.GOOD : ExitCode.UNHEALTHY;
    }

    private boolean run(String core, String main) {
        Path libraries = root.resolve("storage-health-service/target/quarkus-app/lib");
        return new BenchProcess(
                        Files.isExecutable(TASKSET)
                                ? List.of(TASKSET.toString(), "-c", core)
                                : List.of(),
                        root.resolve("provider-kit/target/test-classes"),
                        List.of(libraries.resolve("main"), libraries.resolve("boot")),
                        List.of(
                                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                main))
                .run();
    }
}
