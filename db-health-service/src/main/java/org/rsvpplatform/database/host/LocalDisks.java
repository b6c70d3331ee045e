package org.rsvpplatform.database.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The disks of this host, for when we do not know where a server keeps its files: if none is full,
 * none has stopped it. Network file systems are left out, since asking one may hang.
 */
final class LocalDisks {
    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "overlay");
    private static final long SMALLEST = 64L << 20;

    private LocalDisks() {}

    /** Those that could hold a database and have no room for more of its log. */
    static List<Disk> tight() {
        List<Disk> tight = new ArrayList<>();
        for (FileStore store : FileSystems.getDefault().getFileStores()) {
            try {
                if (LOCAL.contains(store.type()) && !store.isReadOnly()) {
                    Disk disk =
                            new Disk(
                                    "files",
                                    // The mount point stands before the device's name.
                                    store.toString().replaceFirst(" \\([^)]*\\)$", ""),
                                    store.getUsableSpace(),
                                    store.getTotalSpace());
                    if (disk.totalBytes() >= SMALLEST && disk.takesNoSegment()) {
                        tight.add(disk);
                    }
                }
            } catch (IOException e) {
                // gone, or not ours to ask
            }
        }
        return List.copyOf(tight);
    }
}
