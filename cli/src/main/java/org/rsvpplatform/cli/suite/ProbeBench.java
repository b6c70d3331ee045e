package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/**
 * Runs the kit's own benches in processes of their own, which print their tables themselves: the
 * schedule of 2,000 providers on one core, and the rate of checks beside a peer.
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
        Path classes = root.resolve("provider-kit/target/test-classes");
        Path libraries = root.resolve("storage-health-service/target/quarkus-app/lib/main");
        if (!Files.isDirectory(classes) || !Files.isDirectory(libraries)) {
            throw new Failure(
                    ExitCode.USAGE, "the kit is not built", "build it first: ./rsvp up --detach");
        }
        String classPath = classes + ":" + libraries + "/*";
        boolean scheduled = run("0", classPath, SCHEDULE);
        // The peer and our engine get core 0 for themselves; what they check is elsewhere.
        boolean quick = run("1", classPath, RATE);
        return scheduled && quick ? ExitCode.GOOD : ExitCode.UNHEALTHY;
    }

    private static boolean run(String core, String classPath, String main) {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(TASKSET)) {
            line.addAll(List.of(TASKSET.toString(), "-c", core));
        }
        line.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        classPath,
                        main));
        try {
            return new ProcessBuilder(line).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
