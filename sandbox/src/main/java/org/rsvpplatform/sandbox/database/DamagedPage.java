package org.rsvpplatform.sandbox.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * A page of a table's file that was damaged, with what stood there. The server refuses to read it,
 * so it can't have changed since; unless the file was replaced, writing the old bytes back mends
 * it.
 */
public final class DamagedPage {
    private static final int DAMAGED_BYTES = 256;

    private final Path file;
    private final long offset;
    private final byte[] good;
    private final byte[] bad;

    private DamagedPage(Path file, long offset, byte[] good, byte[] bad) {
        this.file = file;
        this.offset = offset;
        this.good = good;
        this.bad = bad;
    }

    /**
     * Flips bits in the middle of a page, so that its checksum does not fit any more. The server
     * must be down.
     *
     * @throws FaultRefused when the file does not have that page
     */
    public static DamagedPage damage(Path file, int page, int pageBytes) {
        long offset = (long) page * pageBytes + pageBytes / 2;
        if (file.toFile().length() < offset + DAMAGED_BYTES) {
            throw new FaultRefused(
                    "No page to damage",
                    "the table is empty: " + file + " ends before page " + page,
                    "name another table, or write to it first");
        }
        byte[] good = read(file, offset);
        byte[] bad = good.clone();
        for (int i = 0; i < bad.length; i++) {
            bad[i] ^= (byte) 0xFF;
        }
        write(file, offset, bad);
        return new DamagedPage(file, offset, good, bad);
    }

    /** Whether the damage is still there. */
    public boolean isThere() {
        return Files.exists(file) && Arrays.equals(read(file, offset), bad);
    }

    /** Writes back what stood there; the server must be down. */
    public void mend() {
        write(file, offset, good);
    }

    private static byte[] read(Path file, long offset) {
        ByteBuffer bytes = ByteBuffer.allocate(DAMAGED_BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            channel.read(bytes, offset);
            return bytes.array();
        } catch (IOException e) {
            throw new SandboxException("cannot read " + file, e);
        }
    }

    private static void write(Path file, long offset, byte[] content) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content), offset);
            channel.force(false);
        } catch (IOException e) {
            throw new SandboxException("cannot write " + file, e);
        }
    }
}
