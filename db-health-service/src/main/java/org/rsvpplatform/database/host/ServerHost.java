package org.rsvpplatform.database.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What we know of one server's host when it is our own. It is learned while the server answers, and
 * kept for when it does not.
 */
public final class ServerHost {
    private final ProcessTable processes = new ProcessTable();
    private final ListeningSockets sockets;
    private final Optional<Path> configured;
    private final Footprint footprint;
    private volatile ServerProcess server;
    private volatile Map<String, String> logs = Map.of();

    /** How the server's first process is. */
    public enum Life {
        RUNNING,
        STOPPED,
        GONE,
        UNKNOWN
    }

    /**
     * @param configured the data directory, when the configuration names it
     */
    public ServerHost(Footprint footprint, Optional<Path> configured) {
        this(footprint, configured, new ListeningSockets());
    }

    public ServerHost(Footprint footprint, Optional<Path> configured, ListeningSockets sockets) {
        this.footprint = footprint;
        this.configured = configured;
        this.sockets = sockets;
    }

    /** Whether these are addresses of our own host. */
    public static boolean isOurs(InetAddress... addresses) {
        return Arrays.stream(addresses).allMatch(ServerHost::isOurs);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Learns from the process that serves a session of ours. */
    public void learnFromBackend(int backend, String title) {
        ServerProcess known = server;
        if (known != null
                && processes.process(backend).filter(p -> p.parent() == known.pid()).isPresent()) {
            return;
        }
        ServerProcess.behind(backend, title, footprint, processes)
                .ifPresent(found -> server = found);
    }

    /**
     * Learns from where the server says that its files are. A server of another host or container
     * may say the same, so its own process id must stand there, and the process have those data.
     *
     * @param pidFile where the server wrote its process id; relative to its data
     */
    public void learnFromFiles(Path pidFile, Path dataDirectory) {
        try {
            int pid = Integer.parseInt(Files.readString(dataDirectory.resolve(pidFile)).strip());
            ServerProcess known = server;
            if (known != null && known.pid() == pid) {
                return;
            }
            processes
                    .process(pid)
                    .flatMap(process -> ServerProcess.of(process, footprint, processes))
                    .filter(p -> p.dataDirectory().normalize().equals(dataDirectory.normalize()))
                    .ifPresent(found -> server = found);
        } catch (IOException | NumberFormatException e) {
            // another host, or not ours to read
        }
    }

    public Life life() {
        return life(server);
    }

    private Life life(ServerProcess known) {
        if (known == null) {
            return Life.UNKNOWN;
        }
        return processes
                .process(known.pid())
                .filter(p -> ServerProcess.of(p, footprint, processes).isPresent())
                .map(p -> p.stopped() ? Life.STOPPED : Life.RUNNING)
                .orElse(Life.GONE);
    }

    /** Whether the server says that it ends, although it may still serve who is logged in. */
    public boolean ending() {
        ServerProcess known = server;
        return known != null
                && footprint
                        .lockFile()
                        .map(known.dataDirectory()::resolve)
                        .filter(ServerHost::saysStopping)
                        .isPresent();
    }

    /** Source: PostgreSQL's miscadmin.h: the eighth line of postmaster.pid is its status. */
    private static boolean saysStopping(Path lockFile) {
        return lines(lockFile).stream().anyMatch(line -> line.strip().equals("stopping"));
    }

    /** None of a file that is not ours to read. */
    private static List<String> lines(Path lockFile) {
        try {
            return Files.readAllLines(lockFile);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The server's process id, while we know it. */
    public Optional<Integer> pid() {
        return Optional.ofNullable(server).map(ServerProcess::pid);
    }

    public Optional<Path> dataDirectory() {
        return Optional.ofNullable(server).map(ServerProcess::dataDirectory).or(() -> configured);
    }

    /** The server's log, when it goes to a file that we know. */
    public Optional<Path> log() {
        return Optional.ofNullable(server).flatMap(ServerProcess::log);
    }

    /** Room on the server's disks, as far as we can see them. */
    public List<Disk> disks() {
        return dataDirectory()
                .map(directory -> Disk.of(directory, logs(directory)))
                .orElse(List.of());
    }

    private Map<String, Path> logs(Path data) {
        Map<String, Path> paths = new TreeMap<>();
        Map<String, String> said = logs;
        (said.isEmpty() ? footprint.logs() : said)
                .forEach((use, directory) -> paths.put(use, data.resolve(directory)));
        return paths;
    }

    /**
     * Learns from where the server says that its logs are.
     *
     * @param directories relative to its data, by what the log is called
     */
    public void learnLogs(Map<String, String> directories) {
        logs = Map.copyOf(directories);
    }

    /**
     * Disks of this host that may have stopped the server. Where we do not know its own ones, any
     * local disk may be it.
     */
    public List<Disk> suspects() {
        List<Disk> own = disks();
        return own.stream().anyMatch(Disk::holdsLog)
                ? own.stream().filter(Disk::holdsLog).filter(Disk::takesNoSegment).toList()
                : LocalDisks.tight();
    }

    /** Why the server could not go on, by the end of its log. */
    public Optional<String> lastWord() {
        return log().flatMap(
                        log -> ServerLog.lastWord(log, footprint.lastWord(), footprint.ready()));
    }

    /**
     * How far a server with these data is with its start or its end; empty when none runs, or when
     * its log does not tell.
     */
    public Optional<Progress> progress() {
        ServerProcess known = server;
        if (known == null) {
            return Optional.empty();
        }
        return processes.named(footprint.programs()).stream()
                .filter(process -> !process.stopped())
                .flatMap(process -> ServerProcess.of(process, footprint, processes).stream())
                .filter(process -> process.dataDirectory().equals(known.dataDirectory()))
                .findFirst()
                .flatMap(
                        process ->
                                process.log()
                                        .or(known::log)
                                        .flatMap(
                                                log ->
                                                        ServerLog.progress(
                                                                log,
                                                                process.pid(),
                                                                footprint.stages())));
    }

    /** Who listens on this host. */
    public ListeningSockets sockets() {
        return sockets;
    }

    /** Data directories of all servers that run here. */
    public List<Path> running() {
        return processes.named(footprint.programs()).stream()
                .flatMap(p -> ServerProcess.of(p, footprint, processes).stream())
                .map(ServerProcess::dataDirectory)
                .distinct()
                .toList();
    }

    /** Values for the remedies' placeholders. */
    public Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        ServerProcess known = server;
        if (known == null) {
            configured.ifPresent(path -> facts.put("dataDirectory", path.toString()));
        } else if (known.unit().isPresent()) {
            // What a service manager runs is started by it, not by hand.
            facts.put("unit", known.unit().get());
        } else {
            facts.put("dataDirectory", known.dataDirectory().toString());
            known.commandLine().ifPresent(line -> facts.put("startCommand", line));
            footprint
                    .controller()
                    .flatMap(known::beside)
                    .ifPresent(path -> facts.put("pgCtl", path.toString()));
            known.log().ifPresent(path -> facts.put("serverLog", path.toString()));
        }
        Optional<Disk> fullest = disks().stream().max(Comparator.comparingInt(Disk::usedPercent));
        fullest.map(Disk::top)
                .or(() -> dataDirectory().map(Path::toString))
                .ifPresent(path -> facts.put("fullDirectory", path));
        if (footprint.logs().containsKey(footprint.growing()) || !logs.isEmpty()) {
            fullest.ifPresent(
                    disk ->
                            facts.put(
                                    "fullDiskHoldsLog",
                                    disk.holds(footprint.growing()) ? "yes" : "no"));
        }
        if (known != null && processes.zombie(known.pid())) {
            // A server that starts believes that the other one still runs.
            footprint
                    .lockFile()
                    .map(known.dataDirectory()::resolve)
                    .filter(lock -> isOf(known.pid(), lock))
                    .ifPresent(lock -> facts.put("stalePidFile", lock.toString()));
        }
        // Not of the field: another thread may have learned of a process meanwhile.
        Life life = life(known);
        if (life == Life.RUNNING || life == Life.STOPPED) {
            facts.put("serverRuns", "yes");
        }
        if (life == Life.STOPPED) {
            facts.put("serverPid", Integer.toString(known.pid()));
        }
        if (life == Life.RUNNING) {
            facts.put("runningPid", Integer.toString(known.pid()));
        }
        return facts;
    }

    /** Another server may run there by now. */
    private static boolean isOf(int pid, Path lockFile) {
        return lines(lockFile).stream()
                .limit(1)
                .anyMatch(line -> line.strip().equals(Integer.toString(pid)));
    }
}
