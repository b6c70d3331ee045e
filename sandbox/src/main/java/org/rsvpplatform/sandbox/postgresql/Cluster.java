package org.rsvpplatform.sandbox.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.rsvpplatform.sandbox.database.ServerHome;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.process.ServerProcesses;

/**
 * A data directory and the processes that serve it, whoever started them: a postmaster that an
 * operator started with {@code pg_ctl} is as good as one of ours.
 */
final class Cluster {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration COPY = Duration.ofSeconds(60);
    private static final int STATUS_LINE = 7;

    private final PostgresBinaries binaries;
    private final ServerHome home;
    private final ServerProcesses processes;
    private Process launched;

    Cluster(PostgresBinaries binaries, ServerHome home) {
        this.binaries = binaries;
        this.home = home;
        this.processes =
                new ServerProcesses(
                        binaries.program("postgres"), List.of(home.folder(), home.dataDirectory()));
    }

    ServerHome home() {
        return home;
    }

    Path dataDirectory() {
        return home.dataDirectory();
    }

    Account account() {
        return home.account();
    }

    PostgresBinaries binaries() {
        return binaries;
    }

    /** Replaces the data directory by a copy of another that nobody serves. */
    void copyFrom(Path source) {
        account()
                .shell(
                        COPY,
                        """
                        # the shared memory of a server that was killed; its id stands on line 7
                        [ ! -f "$2/postmaster.pid" ] ||
                            ipcrm -m "$(sed -n '7s/.* //p' "$2/postmaster.pid")" 2>/dev/null || :
                        rm -rf "$2" "$3/pg_wal"
                        mkdir -m 700 "$2"
                        cd "$1"
                        for entry in *; do
                            case $entry in
                                pg_wal | postmaster.* | *.signal) ;;
                                *) cp -a "$entry" "$2/" ;;
                            esac
                        done
                        cp -a "$(readlink -f pg_wal)" "$3/pg_wal"
                        ln -s "$3/pg_wal" "$2/pg_wal"
                        """,
                        source,
                        dataDirectory(),
                        home.walDisk());
    }

    /**
     * Replaces the data directory by a copy of one that is served, without its log of changes. The
     * copy is of use only between the begin and the end of a backup.
     */
    void seedFrom(Path source) {
        account()
                .shell(
                        COPY,
                        """
                        [ ! -f "$2/postmaster.pid" ] ||
                            ipcrm -m "$(sed -n '7s/.* //p' "$2/postmaster.pid")" 2>/dev/null || :
                        rm -rf "$2" "$3/pg_wal"
                        mkdir -m 700 "$2" "$3/pg_wal" "$3/pg_wal/archive_status"
                        # what changes or goes meanwhile, the log has
                        tar -C "$1" --warning=no-file-changed --ignore-failed-read \\
                            --exclude=./pg_wal --exclude='./postmaster.*' --exclude='./*.signal' \\
                            --exclude='./pg_replslot/*' --exclude='./pg_dynshmem/*' \\
                            --exclude='./pg_notify/*' --exclude='./pg_serial/*' \\
                            --exclude='./pg_snapshots/*' --exclude='./pg_stat_tmp/*' \\
                            --exclude='./pg_subtrans/*' --exclude='pgsql_tmp*' -cf - . |
                            tar -C "$2" -xf -
                        ln -s "$3/pg_wal" "$2/pg_wal"
                        """,
                        source,
                        dataDirectory(),
                        home.walDisk());
    }

    /** Starts the server, unless it runs; returns when it takes connections. */
    void start() {
        launch();
        Deadline.in(START)
                .await(
                        "PostgreSQL in " + home.folder().getFileName() + " to take connections",
                        () -> {
                            if (launched != null && !launched.isAlive()) {
                                throw new SandboxException(
                                        "PostgreSQL did not start; its log ends with: "
                                                + home.logEnd());
                            }
                            return ready();
                        });
    }

    /** Starts the server without waiting for it. */
    void launch() {
        launched = null;
        if (postmaster().isPresent()) {
            return;
        }
        processes.killAll(); // orphans of a killed postmaster
        try {
            // Nobody serves this directory: the file names a dead process, a zombie, or a stranger.
            Files.deleteIfExists(dataDirectory().resolve("postmaster.pid"));
            List<String> command = new ArrayList<>(List.of("setsid"));
            command.add(binaries.program("postgres").toString());
            command.addAll(List.of("-D", dataDirectory().toString()));
            launched =
                    new ProcessBuilder(account().command(command))
                            .directory(home.folder().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.preparedLog()))
                            .start();
            launched.getOutputStream().close();
        } catch (IOException e) {
            throw new SandboxException("cannot start PostgreSQL in " + home.folder(), e);
        }
    }

    /** The postmaster's process id while it lives. */
    OptionalLong postmaster() {
        List<String> lines = pidFile();
        if (lines.isEmpty()) {
            return OptionalLong.empty();
        }
        // A standalone backend writes its id with a minus.
        long pid = Math.abs(Long.parseLong(lines.getFirst().strip()));
        return processes.pids().contains(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
    }

    /** Whether it says of itself that it takes connections. */
    boolean ready() {
        List<String> lines = pidFile();
        return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(
                    dataDirectory().resolve("postmaster.pid"), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new SandboxException("cannot read postmaster.pid in " + home.folder(), e);
        }
    }

    List<Long> pids() {
        return processes.pids();
    }

    /** Ends the server in order (fast shutdown); when it takes too long, by force. */
    void stop() {
        processes.thaw();
        signalPostmaster("INT");
        if (!Deadline.in(STOP).met(() -> processes.pids().isEmpty())) {
            processes.killAll();
        }
    }

    void signalPostmaster(String signal) {
        postmaster().ifPresent(pid -> ServerProcesses.signal(signal, List.of(pid)));
    }

    /** Its children live on. */
    void killPostmaster() {
        postmaster().ifPresent(pid -> ServerProcesses.kill(List.of(pid)));
    }

    void kill() {
        processes.killAll();
    }

    void freeze() {
        processes.freeze();
    }

    void thaw() {
        processes.thaw();
    }

    /** Writes a file into the data directory; true when that changed it. */
    boolean write(String name, String content) {
        return home.write(dataDirectory().resolve(name), content);
    }
}
