package org.rsvpplatform.database.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * One processor for all of these processes, which share it with busy ones that are more important.
 * The rest of the machine is left alone. Sources: sched(7) on nice values and autogroups.
 */
record CrowdedProcessor(List<Process> busy) implements AutoCloseable {
    private static final int PROCESSES = 2;
    private static final String NICE = "10";

    static CrowdedProcessor of(List<Long> pids) {
        pids.forEach(
                pid -> {
                    run(pid, "taskset", "-a", "-p", "-c", "0", pid.toString());
                    run(pid, "renice", "-n", NICE, "-p", pid.toString());
                    whole(pid);
                });
        List<Process> busy = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            busy.add(start("setsid", "taskset", "-c", "0", "sh", "-c", "while :; do :; done"));
        }
        return new CrowdedProcessor(busy);
    }

    /** Where sessions are scheduled as a whole, a nice value counts within one only. */
    private static void whole(long pid) {
        Path group = Path.of("/proc", Long.toString(pid), "autogroup");
        try {
            if (Files.isWritable(group)) {
                Files.writeString(group, NICE);
            }
        } catch (IOException e) {
            // Too often within a short time: its group has it already.
        }
    }

    /** A process that has ended meanwhile needs nothing. */
    private static void run(long pid, String... command) {
        try {
            Assumptions.assumeTrue(
                    start(command).waitFor() == 0
                            || Files.notExists(Path.of("/proc", Long.toString(pid))),
                    String.join(" ", command) + " does not work here");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(Stream.of(command).toList())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            Assumptions.abort(command[0] + " is not installed");
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        busy.forEach(Process::destroyForcibly);
    }
}
