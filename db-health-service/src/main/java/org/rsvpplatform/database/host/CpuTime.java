package org.rsvpplatform.database.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * What processes had of the processors of our host, and how long they stood in the queue for it.
 * Source: Documentation/scheduler/sched-stats.rst of Linux, /proc/PID/schedstat.
 *
 * @param running nanoseconds on a processor
 * @param queued nanoseconds ready to run, waiting for a processor
 */
public record CpuTime(long running, long queued) {

    /** The main threads of these processes together; empty when one of them can't be read. */
    public static Optional<CpuTime> ofProcesses(Collection<Integer> pids) {
        CpuTime sum = new CpuTime(0, 0);
        for (int pid : pids) {
            Optional<CpuTime> one = read(Path.of("/proc", Integer.toString(pid), "schedstat"));
            if (one.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(one.get());
        }
        return pids.isEmpty() ? Optional.empty() : Optional.of(sum);
    }

    /** All threads of a process together. */
    public static Optional<CpuTime> ofThreads(int pid) {
        CpuTime sum = new CpuTime(0, 0);
        boolean any = false;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Integer.toString(pid), "task"))) {
            for (Path thread : threads) {
                Optional<CpuTime> one = read(thread.resolve("schedstat"));
                any |= one.isPresent();
                sum = sum.plus(one.orElse(new CpuTime(0, 0)));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return any ? Optional.of(sum) : Optional.empty();
    }

    private static Optional<CpuTime> read(Path file) {
        try {
            String[] numbers = Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ");
            return Optional.of(new CpuTime(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private CpuTime plus(CpuTime other) {
        return new CpuTime(running + other.running, queued + other.queued);
    }

    public CpuTime since(CpuTime earlier) {
        return new CpuTime(running - earlier.running, queued - earlier.queued);
    }
}
