package org.rsvpplatform.kit.store;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A JVM of its own that runs a main class of the tests and tells by lines what it does. */
public final class ChildProcess implements AutoCloseable {

    private static final FileOutputStream STANDARD_OUTPUT =
            new FileOutputStream(FileDescriptor.out);

    private final Process process;
    private final BufferedReader lines;

    private ChildProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    public static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** {@code before} are words to put before the command line, such as a shell with its script. */
    public static ChildProcess start(List<String> before, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ChildProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** In the child: one whole line, at once. */
    public static synchronized void say(String line) {
        try {
            STANDARD_OUTPUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line, or null when it has ended. */
    public String line() throws IOException {
        return lines.readLine();
    }

    public String outputUntilItEnds() throws IOException, InterruptedException {
        String output = lines.lines().collect(Collectors.joining("\n"));
        process.waitFor(20, TimeUnit.SECONDS);
        return output;
    }

    /** kill -9, unless it ends by itself before. Returns the whole lines that it still said. */
    public List<String> killAfter(long micros) throws InterruptedException {
        process.waitFor(micros, TimeUnit.MICROSECONDS);
        process.toHandle().destroyForcibly(); // the process's own method would close the pipe, too
        process.waitFor();
        return lines.lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Only what these children need: a short class path starts faster. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(
                        entry ->
                                entry.contains("classes")
                                        || entry.contains("sqlite")
                                        || entry.contains("jackson-core")
                                        || entry.contains("jackson-annotations"))
                .collect(Collectors.joining(":"));
    }
}
