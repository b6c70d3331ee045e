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
 * Runs the kit's own bench of its probe schedule, in a process of its own on one core: 2,000
 * providers every 10 s, and the same with 500 of them hanging. It prints its table itself.
 */
final class ProbeBench {
    private static final String MAIN = "org.rsvpplatform.kit.bench.ScheduleBench";
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
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(TASKSET)) {
            line.addAll(List.of(TASKSET.toString(), "-c", "0"));
        }
        line.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        classes + ":" + libraries + "/*",
                        MAIN));
        try {
            int exit = new ProcessBuilder(line).inheritIO().start().waitFor();
            return exit == 0 ? ExitCode.GOOD : ExitCode.UNHEALTHY;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.UNHEALTHY;
        }
    }
}
