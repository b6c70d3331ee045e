package org.rsvpplatform.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout of its own made of what this build has packaged: the launcher, and links to the
 * modules. It has its own {@code .rsvp/}, so that a developer's suite beside it is left alone.
 */
final class Checkout implements AutoCloseable {
    /** The first start of a build rehearses each service, one after the other. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path root;

    /** What a command printed and how it ended. */
    record Ran(int exit, String out, String err) {
        String all() {
            return out + err;
        }
    }

    private Checkout(Path root) {
        this.root = root;
    }

    static Checkout create() {
        Path built = Path.of(System.getProperty("rsvp.root"));
        List<String> modules = new ArrayList<>(List.of("cli", "sandbox"));
        modules.addAll(Services.modules());
        modules.forEach(module -> requirePackaged(built.resolve(module)));
        try {
            Path root = Files.createTempDirectory("rsvp checkout ");
            for (String file : List.of("rsvp", "suite.properties", "pom.xml")) {
                Files.copy(
                        built.resolve(file),
                        root.resolve(file),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
            for (String module : modules) {
                Files.createSymbolicLink(root.resolve(module), built.resolve(module));
            }
            // A copy: a test that writes the document anew must not make this checkout out of date.
            Files.createDirectory(root.resolve("docs"));
            Files.copy(
                    built.resolve("docs/commands.json"),
                    root.resolve("docs/commands.json"),
                    StandardCopyOption.COPY_ATTRIBUTES);
            // What this build has packaged is what is to be tested: nothing is out of date.
            Path stamps = Files.createDirectories(root.resolve(".rsvp/built"));
            // Caches are named after their content, so one folder serves all checkouts of a build.
            Files.createSymbolicLink(
                    root.resolve(".rsvp/aot"),
                    Files.createDirectories(built.resolve("target/aot")));
            Files.createFile(stamps.resolve("cli"));
            Files.createFile(stamps.resolve("suite"));
            return new Checkout(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is not packaged the launcher would build, and there is no source here to build from. */
    private static void requirePackaged(Path module) {
        Path target = module.resolve("target");
        if (!Files.exists(target.resolve("quarkus-app/quarkus-run.jar"))
                && !Files.isDirectory(target.resolve("lib"))) {
            throw new AssertionError(
                    module.getFileName() + " is not packaged: ./mvnw package -DskipTests does it");
        }
    }

    Path root() {
        return root;
    }

    Path file(String name) {
        return root.resolve(name);
    }

    /** Runs {@code ./rsvp …} to its end. */
    Ran rsvp(String... arguments) {
        return run(Map.of(), arguments);
    }

    Ran run(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(List.of(root.resolve("rsvp").toString()));
        line.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("rsvp", ".out");
            Path err = Files.createTempFile("rsvp", ".err");
            Process process = start(environment, out, err, line);
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        line
                                + " did not end in time\n"
                                + Files.readString(out)
                                + Files.readString(err));
            }
            Ran ran = new Ran(process.exitValue(), text(out), text(err));
            Files.delete(out);
            Files.delete(err);
            return ran;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Starts {@code ./rsvp …} and leaves it running, as from a terminal: Ctrl-C ends it, even where
     * these tests run in the background and ignore it; its output goes to the file.
     */
    Process start(Path output, String... arguments) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of("env", "--default-signal=INT", root.resolve("rsvp").toString()));
        line.addAll(List.of(arguments));
        return start(Map.of(), output, output, line);
    }

    private Process start(Map<String, String> environment, Path out, Path err, List<String> line)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(root.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile());
        if (out.equals(err)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(err.toFile());
        }
        builder.environment().remove("RSVP_URL");
        builder.environment().remove("RSVP_TOKEN");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** Processes on this machine that belong to this checkout, by their command lines. */
    List<Long> processes() {
        return ProcessHandle.allProcesses()
                .filter(p -> commandLine(p.pid()).contains(root.toString()))
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .toList();
    }

    static String commandLine(long pid) {
        try {
            return Files.readString(
                            Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        rsvp("down");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
