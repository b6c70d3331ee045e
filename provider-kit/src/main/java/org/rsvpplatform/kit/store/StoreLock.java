package org.rsvpplatform.kit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A lock file beside the store, locked while it is in use, with the holder's process id in it. The
 * kernel releases the lock when the process dies, however it dies. The file stays: removing it
 * would let two processes lock two different files of one name.
 */
final class StoreLock implements AutoCloseable {

    /**
     * POSIX locks belong to the process, and closing any descriptor of the file gives them up. So a
     * second open in this process must be refused before it touches the file.
     */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final Path lockFile;
    private final FileChannel channel;

    private StoreLock(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** The store's file need not exist, its folder must. */
    static StoreLock take(Path file) throws IOException {
        Path lockFile = file.getParent().toRealPath().resolve(file.getFileName() + ".lock");
        synchronized (HELD_HERE) {
            if (!HELD_HERE.add(lockFile)) {
                throw new StoreInUse(file, ProcessHandle.current().pid() + " (this one)");
            }
        }
        try {
            return lock(file, lockFile);
        } catch (IOException | RuntimeException e) {
            release(lockFile);
            throw e;
        }
    }

    private static StoreLock lock(Path file, Path lockFile) throws IOException {
        Private.create(lockFile);
        FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String holder = Files.readString(lockFile).strip();
                throw new StoreInUse(file, holder.isEmpty() ? "(unknown)" : holder);
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new StoreLock(lockFile, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        release(lockFile);
    }

    private static void release(Path lockFile) {
        synchronized (HELD_HERE) {
            HELD_HERE.remove(lockFile);
        }
    }
}
