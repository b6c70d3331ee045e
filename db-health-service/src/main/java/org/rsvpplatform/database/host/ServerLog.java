package org.rsvpplatform.database.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The end of a server's log: what it said before it went. */
final class ServerLog {
    private static final int END = 8192;
    private static final int LONGEST = 240;

    private ServerLog() {}

    /**
     * The last line that says why the server can't go on; empty when there is none near the end.
     */
    static Optional<String> lastWord(Path log, Pattern lastWord) {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - END));
            ByteBuffer end = ByteBuffer.allocate(END);
            while (end.hasRemaining() && channel.read(end) >= 0) {
                // reads on
            }
            end.flip();
            return StandardCharsets.UTF_8
                    .decode(end)
                    .toString()
                    .lines()
                    .filter(line -> lastWord.matcher(line).find())
                    .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
                    .reduce((earlier, later) -> later);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
