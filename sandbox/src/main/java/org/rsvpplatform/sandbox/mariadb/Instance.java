package org.rsvpplatform.sandbox.mariadb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.rsvpplatform.sandbox.database.ServerHome;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.process.ServerProcesses;

/** A data directory and the process that serves it, whoever started it. */
final class Instance {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration COPY = Duration.ofSeconds(60);
    private static final String STARTING = "Starting MariaDB";
    private static final String READY = "ready for connections";

    private final MariadbBinaries binaries;
    private final ServerHome home;
    private final ServerProcesses processes;
    private Process launched;
    private long logBegin;

    Instance(MariadbBinaries binaries, ServerHome home) {
        this.binaries = binaries;
        this.home = home;
        this.processes =
                new ServerProcesses(
                        binaries.program("mariadbd"), List.of(home.folder(), home.dataDirectory()));
    }

    MariadbBinaries binaries() {
        return binaries;
    }

    ServerHome home() {
        return home;
    }

    Path settingsFile() {
        return home.folder().resolve("server.cnf");
    }

    Path certificateFile() {
        return home.folder().resolve("server.crt");
    }

    Path keyFile() {
        return home.folder().resolve("server.key");
    }

    /**
     * Replaces data and logs by a copy of others that nobody serves. The copy starts a history of
     * its own: binary log and place in another's replication stay behind.
     *
     * @param data the data directory
     * @param redo the folder of InnoDB's redo log
     */
    void copyFrom(Path data, Path redo) {
        home.account()
                .shell(
                        COPY,
                        """
                        rm -rf "$3" "$4"/binlog* "$4"/relay* "$4"/ib_logfile*
                        mkdir -m 700 "$3"
                        cd "$1"
                        for entry in *; do
                            case $entry in
                                *.info | *.pid | ibtmp* | multi-master* ) ;;
                                *) cp -a "$entry" "$3/" ;;
                            esac
                        done
                        cp -a "$2"/ib_logfile* "$4/"
                        """,
                        data,
                        redo,
                        home.dataDirectory(),
                        home.walDisk());
    }

    /** Starts the server, unless it runs; returns when it takes connections. */
    void start() {
        launch();
        awaitReady();
    }

    /** Returns when a server that was launched takes connections. */
    void awaitReady() {
        Deadline.in(START)
                .await(
                        "MariaDB in " + home.folder().getFileName() + " to take connections",
                        () -> {
                            if (launched != null && !launched.isAlive()) {
                                throw new SandboxException(
                                        "MariaDB did not start; its log ends with: "
                                                + home.logEnd());
                            }
                            return ready();
                        });
    }

    /** Starts the server without waiting for it. */
    void launch() {
        launched = null;
        if (pid().isPresent()) {
            return;
        }
        try {
            logBegin = home.preparedLog().length();
            launched =
                    new ProcessBuilder(home.account().command(command()))
                            .directory(home.folder().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.preparedLog()))
                            .start();
            launched.getOutputStream().close();
        } catch (IOException e) {
            throw new SandboxException("cannot start MariaDB in " + home.folder(), e);
        }
    }

    /**
     * Where its disks are mounted in a namespace of their own, the server has to live there:
     * MariaDB resolves the names of its tables' files, which fails in a working directory that lies
     * in another namespace. As seen from inside we are root.
     */
    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("setsid"));
        home.mountNamespace()
                .ifPresent(
                        pid ->
                                command.addAll(
                                        List.of(
                                                "nsenter",
                                                "--preserve-credentials",
                                                "-U",
                                                "-m",
                                                "-t",
                                                String.valueOf(pid))));
        command.add(binaries.program("mariadbd").toString());
        command.add("--defaults-file=" + settingsFile());
        home.mountNamespace().ifPresent(pid -> command.add("--user=root"));
        return command;
    }

    /** Whether it says of itself that it takes connections. */
    boolean ready() {
        try (SeekableByteChannel log = Files.newByteChannel(home.log())) {
            log.position(Math.min(logBegin, log.size()));
            ByteBuffer text = ByteBuffer.allocate(Math.toIntExact(log.size() - log.position()));
            while (text.hasRemaining() && log.read(text) >= 0) {
                continue;
            }
            String lines = StandardCharsets.UTF_8.decode(text.flip()).toString();
            return lines.lastIndexOf(READY) > lines.lastIndexOf(STARTING);
        } catch (IOException e) {
            throw new SandboxException("cannot read " + home.log(), e);
        }
    }

    /** The server's process id while it lives. */
    OptionalLong pid() {
        return processes.pids().stream().mapToLong(Long::longValue).findFirst();
    }

    /** The memory of its process while that lives. */
    Optional<AddressSpace> addressSpace() {
        return processes.pids().stream()
                .findFirst()
                .map(pid -> new AddressSpace(home.account(), pid));
    }

    List<Long> pids() {
        return processes.pids();
    }

    /** Ends the server in order; when it takes too long, by force. */
    void stop() {
        processes.thaw();
        signal("TERM");
        if (!Deadline.in(STOP).met(() -> processes.pids().isEmpty())) {
            processes.killAll();
        }
    }

    void signal(String signal) {
        ServerProcesses.signal(signal, processes.pids());
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
}
