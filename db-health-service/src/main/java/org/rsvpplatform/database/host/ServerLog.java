package org.rsvpplatform.database.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of a server's log: what it said before it went. */
final class ServerLog {
    private static final int END = 8192;
    private static final int LONGEST = 240;

    /** A start may have much to tell between its first line and its last. */
    private static final int LONG_END = 64 * 1024;

    private ServerLog() {}

    /**
     * The last line that says why the server can't go on; empty when there is none near the end, or
     * when it has started since.
     */
    static Optional<String> lastWord(Path log, Pattern lastWord, Pattern ready) {
        return end(log, END)
                .lines()
                .filter(line -> lastWord.matcher(line).find() || ready.matcher(line).find())
                .reduce((earlier, later) -> later)
                .filter(line -> !ready.matcher(line).find())
                .map(ServerLog::shortened);
    }

    /**
     * How far this process is, by the last line that says so. Where a line names a process, it must
     * be this one.
     */
    static Optional<Progress> progress(Path log, int pid, Map<Progress.Stage, Pattern> stages) {
        return end(log, LONG_END)
                .lines()
                .flatMap(
                        line ->
                                stages.entrySet().stream()
                                        .filter(stage -> says(stage.getValue(), line, pid))
                                        .map(
                                                stage ->
                                                        new Progress(
                                                                stage.getKey(),
                                                                pid,
                                                                shortened(line))))
                .reduce((earlier, later) -> later);
    }

    private static boolean says(Pattern stage, String line, int pid) {
        Matcher matcher = stage.matcher(line);
        return matcher.find()
                && (matcher.groupCount() == 0 || matcher.group(1).equals(Integer.toString(pid)));
    }

    /** Empty when the log can't be read. */
    private static String end(Path log, int bytes) {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - bytes));
            ByteBuffer end = ByteBuffer.allocate(bytes);
            while (end.hasRemaining() && channel.read(end) >= 0) {
                // reads on
            }
            end.flip();
            return StandardCharsets.UTF_8.decode(end).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String shortened(String line) {
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
