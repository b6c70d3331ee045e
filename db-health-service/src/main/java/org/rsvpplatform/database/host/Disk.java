package org.rsvpplatform.database.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Room on a disk of the server.
 *
 * @param use what lies on it: {@code data}, a log such as {@code pg_wal}, or several of them
 */
public record Disk(String use, String path, long freeBytes, long totalBytes) {
    private static final String AND = " and ";
    private static final String FULL = "disk-full";
    private static final String NEARLY_FULL = "disk-nearly-full";

    /** What {@link #judge} may find. */
    public static final Set<String> FACTS = Set.of(FULL, NEARLY_FULL);

    /** The next file of the write-ahead log takes 16 MiB, unless initdb was told otherwise. */
    private static final long SEGMENT = 16L << 20;

    private static final long PAGE = 8192;

    /**
     * The disks of a server; empty when we may not look.
     *
     * @param logs where the logs that it can't do without lie, by what they are called
     */
    static List<Disk> of(Path dataDirectory, Map<String, Path> logs) {
        Map<Object, Disk> disks = new LinkedHashMap<>();
        add(disks, "data", dataDirectory);
        logs.forEach((use, path) -> add(disks, use, path));
        return List.copyOf(disks.values());
    }

    private static void add(Map<Object, Disk> disks, String use, Path path) {
        try {
            Object device = Files.getAttribute(path, "unix:dev");
            read(use, path)
                    .ifPresent(
                            disk -> disks.merge(device, disk, (one, more) -> one.also(more.use())));
        } catch (IOException e) {
            // we may not look there
        }
    }

    /** Asks the path itself: a mount point of another name space stands in no table of ours. */
    private static Optional<Disk> read(String use, Path path) {
        File file = path.toFile();
        long total = file.getTotalSpace();
        return total == 0
                ? Optional.empty()
                : Optional.of(new Disk(use, path.toString(), file.getUsableSpace(), total));
    }

    /**
     * What these disks, at least one, mean for the server.
     *
     * @param percent from which on a used disk is worth an operator's look
     */
    public static Outcome judge(List<Disk> disks, int percent) {
        String seen = disks.stream().map(Disk::toString).collect(Collectors.joining("; "));
        if (disks.stream().anyMatch(Disk::full)) {
            return Outcome.failed(new Signal.Fact(FULL, seen));
        }
        return disks.stream().anyMatch(disk -> disk.fullFrom(percent))
                ? Outcome.degraded(new Signal.Fact(NEARLY_FULL, seen))
                : Outcome.passed(seen);
    }

    private Disk also(String other) {
        return new Disk(use + AND + other, path, freeBytes, totalBytes);
    }

    boolean holds(String what) {
        return List.of(use.split(AND)).contains(what);
    }

    /** Whether a log lies on it without which the server stops. */
    public boolean holdsLog() {
        return use.contains("pg_wal") || use.contains("log");
    }

    /** Whether so much of it is used, in percent, or all. */
    public boolean fullFrom(int percent) {
        return full() || usedPercent() >= percent;
    }

    /** No room for another page. */
    public boolean full() {
        return freeBytes < PAGE;
    }

    /** No room for another segment of the log. */
    public boolean takesNoSegment() {
        return freeBytes < SEGMENT;
    }

    /** The top of its file system: what fills it may lie beside the server's own files. */
    public String top() {
        Path top = Path.of(path);
        try {
            Object device = Files.getAttribute(top, "unix:dev");
            Path above = top.getParent();
            while (above != null && device.equals(Files.getAttribute(above, "unix:dev"))) {
                top = above;
                above = top.getParent();
            }
        } catch (IOException e) {
            return path;
        }
        // All of a host's root would be too much to look through.
        return top.getNameCount() == 0 ? path : top.toString();
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
