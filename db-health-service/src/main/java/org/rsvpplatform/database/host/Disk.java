package org.rsvpplatform.database.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Room on a disk of the server.
 *
 * @param use what lies on it: {@code data}, {@code pg_wal}, or both
 */
public record Disk(String use, String path, long freeBytes, long totalBytes) {
    /** The next file of the write-ahead log takes 16 MiB, unless initdb was told otherwise. */
    private static final long SEGMENT = 16L << 20;

    private static final long PAGE = 8192;
    private static final int NEARLY_FULL_PERCENT = 95;

    /** The disks of a data directory; empty when we may not look. */
    static List<Disk> of(Path dataDirectory, String logDirectory) {
        List<Disk> disks = new ArrayList<>();
        read("data", dataDirectory).ifPresent(disks::add);
        try {
            Path log = dataDirectory.resolve(logDirectory).toRealPath();
            if (!disks.isEmpty() && device(log).equals(device(dataDirectory))) {
                return List.of(disks.getFirst().also(log(logDirectory)));
            }
            read(log(logDirectory), log).ifPresent(disks::add);
        } catch (IOException e) {
            // we may not look there
        }
        return List.copyOf(disks);
    }

    private static String log(String directory) {
        return directory.isEmpty() ? "log" : directory;
    }

    /** Asks the path itself: a mount point of another name space stands in no table of ours. */
    private static Optional<Disk> read(String use, Path path) {
        File file = path.toFile();
        long total = file.getTotalSpace();
        return total == 0
                ? Optional.empty()
                : Optional.of(new Disk(use, path.toString(), file.getUsableSpace(), total));
    }

    private static Object device(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev");
    }

    /** What these disks, at least one, mean for the server. */
    public static Outcome judge(List<Disk> disks) {
        String seen = disks.stream().map(Disk::toString).collect(Collectors.joining("; "));
        if (disks.stream().anyMatch(Disk::full)) {
            return Outcome.failed(new Signal.Fact("disk-full", seen));
        }
        return disks.stream().anyMatch(Disk::nearlyFull)
                ? Outcome.degraded(new Signal.Fact("disk-nearly-full", seen))
                : Outcome.passed(seen);
    }

    private Disk also(String other) {
        return new Disk(use + " and " + other, path, freeBytes, totalBytes);
    }

    public boolean holdsLog() {
        return use.contains("pg_wal") || use.contains("log");
    }

    /** No room for another page. */
    public boolean full() {
        return freeBytes < PAGE;
    }

    /** No room for another segment of the log. */
    public boolean takesNoSegment() {
        return freeBytes < SEGMENT;
    }

    public boolean nearlyFull() {
        return usedPercent() >= NEARLY_FULL_PERCENT;
    }

    public int usedPercent() {
        return totalBytes == 0 ? 0 : (int) (100 * (totalBytes - freeBytes) / totalBytes);
    }

    @Override
    public String toString() {
        return "the disk of %s at %s has %s of %s left (%d %% used)"
                .formatted(use, path, size(freeBytes), size(totalBytes), usedPercent());
    }

    private static String size(long bytes) {
        if (bytes < 10L << 20) {
            return "%d KiB".formatted(bytes >> 10);
        }
        return bytes < 10L << 30
                ? "%d MiB".formatted(bytes >> 20)
                : "%d GiB".formatted(bytes >> 30);
    }
}
