package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/** A bench of another module, in a process of its own that prints its table itself. */
final class BenchProcess {
    private final List<String> line = new ArrayList<>();

    /**
     * @param before what the process is started through; empty for nothing
     */
    BenchProcess(List<String> before, Path classes, List<Path> libraries, List<String> arguments) {
        if (!Files.isDirectory(classes) || !libraries.stream().allMatch(Files::isDirectory)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the bench is not built: " + classes + " or " + libraries + " is not there",
                    "build it: ./mvnw package -DskipTests");
        }
        line.addAll(before);
        line.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        classPath(classes, libraries)));
        line.addAll(arguments);
    }

    private static String classPath(Path classes, List<Path> libraries) {
        return Stream.concat(
                        Stream.of(classes.toString()),
                        libraries.stream().map(folder -> folder + "/*"))
                .collect(Collectors.joining(":"));
    }

    /** Whether it ended well. */
    boolean run() {
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
