package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.rsvpplatform.cli.terminal.Words;

/** The end of a log file. */
final class LogTail {
    private static final int BYTES = 16 << 10;

    private LogTail() {}

    /** The last lines; none when the file can't be read. */
    static List<String> of(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            List<String> all =
                    new String(bytes, StandardCharsets.UTF_8).lines().map(Words::harmless).toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The last line that says something; empty when there is none. */
    static String last(Path log) {
        List<String> lines = of(log, 5);
        for (String line : lines.reversed()) {
            if (!line.isBlank()) {
                return line.strip();
            }
        }
        return "";
    }
}
