package org.rsvpplatform.cli.suite;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the suite when this process ends without having released it, also by kill -9: a shell that
 * holds the other end of a pipe. It looks for the marker rather than for pids, so that a process
 * started in our last instant is found too.
 */
final class Watchdog {
    private static final String SCRIPT =
            """
            while IFS= read -r word; do [ "$word" = release ] && exit 0; done
            ours() {
              grep -lzxF -f "$0" /proc/[0-9]*/cmdline 2>/dev/null |
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

    /** Starts watching; from here on nothing of the suite outlives this process. */
    static Watchdog start(SuiteDirectory directory) {
        // The marker stands in a file: in the arguments it would make the watchdog one of its own
        // finds.
        var marker = directory.path().resolve("marker");
        SuiteDirectory.write(marker, directory.marker());
        try {
            Process process =
                    new ProcessBuilder(ownSession(List.of("sh", "-c", SCRIPT, marker.toString())))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return new Watchdog(process.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("can't start a shell", e);
        }
    }

    /** Lets the suite live on without us. */
    void release() {
        try (pipe) {
            pipe.write("release\n".getBytes(StandardCharsets.UTF_8));
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
