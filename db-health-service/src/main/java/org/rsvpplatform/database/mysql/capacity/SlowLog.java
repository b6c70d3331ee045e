package org.rsvpplatform.database.mysql.capacity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.rsvpplatform.database.capacity.Fingerprint;
import org.rsvpplatform.database.capacity.Statements;

/**
 * The slow query log of a server on our own host, read on from where the last look ended. What it
 * held before the first look is not counted. It has each statement with its values: they are taken
 * out before anything is kept. Asked by one look at a time.
 */
final class SlowLog {
    /** Of a log that grew by more since the last look, the end counts. */
    private static final int MOST_BYTES = 1 << 20;

    /** Kinds of statements; the one that was not met for longest is forgotten. */
    private static final int MOST_KINDS = 200;

    private final String database;
    private final Map<String, Statements.Counted> counted =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Statements.Counted> eldest) {
                    return size() > MOST_KINDS;
                }
            };

    /** The file that was read, also under another name, and how far. */
    private Object file;

    private long at;

    /**
     * @param database whose statements count
     */
    SlowLog(String database) {
        this.database = database;
    }

    /**
     * All that was counted since the first look.
     *
     * @throws IOException when the log can't be read
     */
    Statements read(Path log) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(log, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException(log + " is no file");
        }
        Object key = attributes.fileKey();
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            long size = channel.size();
            if (file == null) {
                at = size;
            } else if (!file.equals(key) || size < at) {
                at = 0; // another log, or an emptied one
            }
            file = key;
            at = Math.max(at, size - MOST_BYTES);
            byte[] grown = grown(channel, (int) (size - at));
            SlowLogEntry.Part part =
                    SlowLogEntry.in(new String(grown, StandardCharsets.ISO_8859_1));
            part.entries().forEach(this::count);
            at += part.read();
        }
        return new Statements(List.copyOf(counted.values()), "", "the slow query log " + log);
    }

    private byte[] grown(SeekableByteChannel channel, int bytes) throws IOException {
        ByteBuffer grown = ByteBuffer.allocate(bytes);
        channel.position(at);
        while (grown.hasRemaining() && channel.read(grown) >= 0) {
            // reads on
        }
        byte[] read = new byte[grown.position()];
        grown.flip().get(read);
        return read;
    }

    private void count(SlowLogEntry entry) {
        if (entry.schema().isEmpty() || entry.schema().equals(database)) {
            String text =
                    Fingerprint.mysql(
                            new String(
                                    entry.statement().getBytes(StandardCharsets.ISO_8859_1),
                                    StandardCharsets.UTF_8));
            counted.merge(
                    text,
                    new Statements.Counted(text, text, 1, entry.millis(), OptionalDouble.empty()),
                    Statements.Counted::and);
        }
    }
}
