package org.rsvpplatform.sandbox.postgresql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a server starting up for as long as we like. Since PostgreSQL 15 the startup process reads
 * the statistics that the last clean shutdown wrote; where a named pipe lies in their place it
 * waits there. When the pipe is opened the server finds no statistics in it, resets them, and goes
 * on.
 */
final class StatisticsGate {
    static final int SINCE_VERSION = 15;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private StatisticsGate() {}

    private static Path file(Cluster cluster) {
        return cluster.dataDirectory().resolve("pg_stat/pgstat.stat");
    }

    /** From the next start on the server stays in its start; it must be down now. */
    static void close(Cluster cluster) {
        cluster.account().shell(DEADLINE, "rm -f \"$1\"; mkfifo -m 600 \"$1\"", file(cluster));
    }

    /** Lets the server go on after that time. */
    static void openAfter(Cluster cluster, Duration time) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            LockSupport.parkNanos(time.toNanos());
                            open(cluster);
                        });
    }

    /** Lets a waiting server go on; does nothing where there is no gate. */
    static void open(Cluster cluster) {
        Path file = file(cluster);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            cluster.account()
                    .shell(DEADLINE, "[ ! -p \"$1\" ] || { : <>\"$1\"; rm -f \"$1\"; }", file);
        }
    }
}
