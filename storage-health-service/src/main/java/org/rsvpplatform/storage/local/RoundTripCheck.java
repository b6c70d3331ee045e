package org.rsvpplatform.storage.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/** Writes a small file, syncs it, reads it back and deletes it: what an upload needs. */
final class RoundTripCheck implements Check<Folder> {
    /** One name a provider: a file that a crash left behind is replaced by the next look. */
    private final String name;

    RoundTripCheck(String provider) {
        this.name = ".rsvp-probe-" + provider;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(Folder folder, Deadline deadline) throws IOException {
        Path file = folder.path().resolve(name);
        byte[] written = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        folder.trace().sent("write, fsync and read " + file);
        try {
            write(file, written);
            byte[] read = read(file, written.length);
            folder.trace().received(read.length + " bytes");
            return Arrays.equals(written, read)
                    ? Outcome.passed("wrote, synced and read back %d bytes".formatted(read.length))
                    : Outcome.failed(
                            new Signal.Fact(
                                    "read-differs",
                                    "read back other bytes than were written to " + file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Others may write into this folder and know our name: what stands there is removed, never
     * opened, or a symbolic link would lead us to a file that is not ours.
     */
    private static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** One byte more than was written, so that a longer file differs too. */
    private static byte[] read(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(length + 1);
        }
    }
}
