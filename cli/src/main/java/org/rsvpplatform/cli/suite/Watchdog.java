package org.rsvpplatform.cli.suite;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the suite when this process ends without having released it, also by kill -9: a shell that
 * holds the other end of a pipe. It looks for the marker rather than for pids, so that a process
 * started in our last instant is found too.
 */
final class Watchdog {
    /**
     * An argument of every process that this very process starts. It differs from one {@code up} to
     * the next, so that the watchdog of one that was killed does not end what the next one starts.
     */
    static final String MARK =
            "-Dsuite.run=%d-%d"
                    .formatted(
                            ProcessHandle.current().pid(),
                            ProcessHandle.current()
                                    .info()
                                    .startInstant()
                                    .orElse(Instant.EPOCH)
                                    .toEpochMilli());

    private static final String SCRIPT =
            """
            IFS= read -r mark
            while IFS= read -r word; do [ "$word" = release ] && exit 0; done
            ours() {
              printf '%s\\n' "$mark" | grep -lzxF -f - /proc/[0-9]*/cmdline 2>/dev/null |
                while IFS=/ read -r _ _ pid _; do kill "-$1" "$pid" 2>/dev/null && echo "$pid"; done
            }
            tries=0
            while [ "$tries" -lt 12 ] && [ -n "$(ours TERM)" ]; do sleep 1; tries=$((tries + 1)); done
            ours KILL
            """;

    private final OutputStream pipe;

    private Watchdog(OutputStream pipe) {
        this.pipe = pipe;
    }

    /** Starts watching; from here on nothing that we start outlives us. */
    static Watchdog start() {
        try {
            Process process =
                    new ProcessBuilder(ownSession(List.of("sh", "-c", SCRIPT)))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Watchdog watchdog = new Watchdog(process.getOutputStream());
            // Not as an argument: the watchdog would find itself.
            watchdog.tell(MARK);
            return watchdog;
        } catch (IOException e) {
            throw new UncheckedIOException("can't start a shell", e);
        }
    }

    private void tell(String line) throws IOException {
        pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
    }

    /** Lets the suite live on without us. */
    void release() {
        try (pipe) {
            tell("release");
        } catch (IOException e) {
            throw new UncheckedIOException("the watchdog is gone", e);
        }
    }

    /** The command in a session of its own, out of reach of the terminal's Ctrl-C and hang-up. */
    static List<String> ownSession(List<String> command) {
        if (!new File("/usr/bin/setsid").canExecute()) {
            return command;
        }
        var whole = new ArrayList<>(List.of("/usr/bin/setsid"));
        whole.addAll(command);
        return whole;
    }
}
