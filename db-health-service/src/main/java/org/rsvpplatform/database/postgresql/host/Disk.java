package org.rsvpplatform.database.postgresql.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Room on a disk of the server.
 *
 * @param use what lies on it: {@code data}, {@code pg_wal}, or both
 */
public record Disk(String use, Path path, long freeBytes, long totalBytes) {
    /** The next file of the write-ahead log takes 16 MiB, unless initdb was told otherwise. */
    private static final long SEGMENT = 16L << 20;

    private static final long PAGE = 8192;
    private static final int NEARLY_FULL_PERCENT = 95;

    /** The disks of a data directory; empty when we may not look. */
    static List<Disk> of(Path dataDirectory) {
        List<Disk> disks = new ArrayList<>();
        try {
            FileStore data = Files.getFileStore(dataDirectory);
            disks.add(read("data", dataDirectory, data));
            Path wal = dataDirectory.resolve("pg_wal").toRealPath();
            FileStore log = Files.getFileStore(wal);
            if (!log.equals(data)) {
                disks.add(read("pg_wal", wal, log));
            } else {
                disks.set(0, read("data and pg_wal", dataDirectory, data));
            }
        } catch (IOException e) {
            // we may not look there, or only at the data
        }
        return List.copyOf(disks);
    }

    private static Disk read(String use, Path path, FileStore store) throws IOException {
        return new Disk(use, path, store.getUsableSpace(), store.getTotalSpace());
    }

    public boolean holdsLog() {
        return use.contains("pg_wal");
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
