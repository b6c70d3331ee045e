package org.rsvpplatform.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A checkout in a temporary directory, as it is after a build: the real launcher and command line,
 * stand-ins for the rest.
 */
public final class Checkout {
    private static final Path REPOSITORY =
            Path.of(System.getProperty("rsvp.root", "..")).toAbsolutePath().normalize();
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

    private final Path root;

    private Checkout(Path root) {
        this.root = root;
    }

    /** How a process ended. */
    public record Ended(int code, String out, String err) {}

    public static Checkout in(Path directory) throws IOException {
        Path root = directory.resolve("a checkout");
        Checkout checkout = new Checkout(root);
        Path target = Files.createDirectories(root.resolve("cli/target/lib")).getParent();
        Files.copy(
                REPOSITORY.resolve("rsvp"),
                root.resolve("rsvp"),
                StandardCopyOption.COPY_ATTRIBUTES);
        List<String> libraries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar")
                    && Stream.of("picocli", "jackson-core", "jline").anyMatch(entry::contains)) {
                Files.copy(jar, target.resolve("lib").resolve(jar.getFileName()));
                libraries.add("lib/" + jar.getFileName());
            }
        }
        jar(
                target.resolve("rsvp.jar"),
                CLASSES,
                "org/rsvpplatform",
                "org.rsvpplatform.cli.Rsvp",
                String.join(" ", libraries));
        Files.writeString(
                root.resolve("suite.properties"), "# comment\ngateway=gateway\ndatabase=db\n");
        for (String module : List.of("gateway", "db")) {
            Path app = Files.createDirectories(root.resolve(module).resolve("target/quarkus-app"));
            jar(
                    app.resolve("quarkus-run.jar"),
                    TEST_CLASSES,
                    "org/rsvpplatform/cli/suite",
                    "org.rsvpplatform.cli.suite.StandInService",
                    "");
        }
        Path sandbox = Files.createDirectories(root.resolve("sandbox/target/lib")).getParent();
        jar(
                sandbox.resolve("sandbox-0.1.0-SNAPSHOT.jar"),
                TEST_CLASSES,
                "org/rsvpplatform/sandbox",
                "",
                "");
        // Last, as a build does: what is newer than its stamp would be built again.
        Files.writeString(Files.createDirectories(root.resolve(".rsvp/built")).resolve("cli"), "");
        Files.writeString(root.resolve(".rsvp/built/suite"), "");
        return checkout;
    }

    private static void jar(Path jar, Path classes, String below, String main, String classPath)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> files = Files.walk(classes.resolve(below))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
        }
    }

    public Path root() {
        return root;
    }

    public Path state(String name) {
        return root.resolve(".rsvp").resolve(name);
    }

    /** Starts {@code ./rsvp} with these arguments, and answers its process. */
    public Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(root.resolve("rsvp").toString()));
        line.addAll(List.of(arguments));
        return start(environment, line);
    }

    public Process start(Map<String, String> environment, List<String> line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line).directory(root.getParent().toFile());
        Map<String, String> variables =
                new HashMap<>(
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "PATH",
                                System.getenv("PATH")));
        variables.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** Runs {@code ./rsvp} with these arguments to its end. */
    public Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(Map.of(), arguments));
    }

    public static Ended end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String[] err = {""};
        Thread reader =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        err[0] =
                                                new String(
                                                        process.getErrorStream().readAllBytes(),
                                                        StandardCharsets.UTF_8);
                                    } catch (IOException e) {
                                        err[0] = e.toString();
                                    }
                                });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end within a minute: " + out);
        }
        reader.join();
        return new Ended(process.exitValue(), out, err[0]);
    }

    /** The living processes that carry this checkout's marker. */
    public List<Long> ownProcesses() throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry :
                    entries.filter(e -> e.getFileName().toString().matches("[0-9]+")).toList()) {
                if (arguments(entry).contains("-Dsuite.directory=" + state("").toString())) {
                    found.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static List<String> arguments(Path entry) {
        try {
            return List.of(
                    Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
