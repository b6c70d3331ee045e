package org.rsvpplatform.sandbox.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end. */
public final class Command {
    private Command() {}

    /**
     * What the command printed (both streams).
     *
     * @throws SandboxException when it fails or is not done at the deadline
     */
    public static String run(List<String> command, Duration deadline) {
        return run(command, deadline, Map.of());
    }

    /** The same with more environment variables. */
    public static String run(
            List<String> command, Duration deadline, Map<String, String> environment) {
        Finished finished = finish(command, deadline, environment);
        if (finished.exitCode != 0) {
            throw new SandboxException(
                    "%s failed with exit code %d: %s"
                            .formatted(command, finished.exitCode, finished.output.strip()));
        }
        return finished.output;
    }

    /** The command's exit code; 127 when it can't be started. */
    public static int exitCode(List<String> command, Duration deadline) {
        try {
            return finish(command, deadline, Map.of()).exitCode;
        } catch (SandboxException e) {
            return 127;
        }
    }

    private record Finished(int exitCode, String output) {}

    private static Finished finish(
            List<String> command, Duration deadline, Map<String, String> environment) {
        // Into a file, not a pipe: a daemon that the command leaves behind would hold a pipe open.
        // The file has no name any more while the command runs, so that nothing can stay behind.
        try {
            Path output = Files.createTempFile("rsvp-sandbox-command", ".out");
            try (InputStream written = Files.newInputStream(output)) {
                ProcessBuilder builder =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                Files.delete(output);
                process.getOutputStream().close();
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new SandboxException(
                            "%s was not done after %d ms".formatted(command, deadline.toMillis()));
                }
                return new Finished(
                        process.exitValue(),
                        new String(written.readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new SandboxException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while running " + command, e);
        }
    }
}
