package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The suite's processes as the kernel sees them, known by the marker in their arguments. A recorded
 * pid alone is never believed: it may belong to someone else by now.
 */
final class OwnProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private final SuiteDirectory directory;

    OwnProcesses(SuiteDirectory directory) {
        this.directory = directory;
    }

    /** Whether that process lives and is one of ours. */
    boolean isAlive(long pid) {
        return pid > 0
                && ProcessHandle.of(pid).isPresent()
                && arguments(pid).contains(directory.marker());
    }

    /** All that live, recorded or not; this very process is none of them. */
    List<ProcessHandle> all() {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid != ProcessHandle.current().pid()
                        && arguments(pid).contains(directory.marker())) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + PROC, e);
        }
        return found;
    }

    /** Whether a process is the sandbox: its servers must outlive the services. */
    boolean isSandbox(ProcessHandle process) {
        return arguments(process.pid()).contains(Sandbox.MAIN);
    }

    /**
     * Asks the processes to end, and ends those that have not by the deadline. Answers how many
     * there were. One that has ended but was not collected by its parent has no arguments any more,
     * and counts as gone.
     */
    int stop(Predicate<ProcessHandle> which, Duration patience) {
        List<ProcessHandle> processes = all().stream().filter(which).toList();
        processes.forEach(ProcessHandle::destroy);
        if (!Wait.until(
                () -> processes.stream().noneMatch(p -> isAlive(p.pid())), patience, PACE)) {
            processes.stream()
                    .filter(p -> isAlive(p.pid()))
                    .forEach(ProcessHandle::destroyForcibly);
            Wait.until(() -> processes.stream().noneMatch(p -> isAlive(p.pid())), AFTER_KILL, PACE);
        }
        return processes.size();
    }

    private static List<String> arguments(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline"));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Resident memory in bytes; empty when the process has gone. */
    static Optional<Long> residentBytes(long pid) {
        try {
            for (String line :
                    Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Optional.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
