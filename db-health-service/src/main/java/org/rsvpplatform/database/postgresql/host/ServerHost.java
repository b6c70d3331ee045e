package org.rsvpplatform.database.postgresql.host;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What we know of one server's host when it is our own. It is learned while the server answers, and
 * kept for when it does not.
 */
public final class ServerHost {
    private final ProcessTable processes = new ProcessTable();
    private final ListeningSockets sockets;
    private final Optional<Path> configured;
    private volatile Postmaster postmaster;

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
    public ServerHost(Optional<Path> configured) {
        this(configured, new ListeningSockets());
    }

    public ServerHost(Optional<Path> configured, ListeningSockets sockets) {
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
    public void learn(int backend, String user, String database) {
        Postmaster known = postmaster;
        if (known != null
                && processes.process(backend).filter(p -> p.parent() == known.pid()).isPresent()) {
            return;
        }
        Postmaster.behind(backend, user + " " + database, processes)
                .ifPresent(found -> postmaster = found);
    }

    public Life life() {
        Postmaster known = postmaster;
        if (known == null) {
            return Life.UNKNOWN;
        }
        return processes
                .process(known.pid())
                .filter(p -> Postmaster.of(p, processes).isPresent())
                .map(p -> p.stopped() ? Life.STOPPED : Life.RUNNING)
                .orElse(Life.GONE);
    }

    /** The postmaster's process id, while we know it. */
    public Optional<Integer> pid() {
        return Optional.ofNullable(postmaster).map(Postmaster::pid);
    }

    public Optional<Path> dataDirectory() {
        return Optional.ofNullable(postmaster).map(Postmaster::dataDirectory).or(() -> configured);
    }

    /** The server's log, when it goes to a file that we know. */
    public Optional<Path> log() {
        return Optional.ofNullable(postmaster).flatMap(Postmaster::log);
    }

    /** Room on the server's disks, as far as we can see them. */
    public List<Disk> disks() {
        return dataDirectory().map(Disk::of).orElse(List.of());
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
        return log().flatMap(ServerLog::lastWord);
    }

    /** Who listens on this host. */
    public ListeningSockets sockets() {
        return sockets;
    }

    /** Data directories of all servers that run here. */
    public List<Path> running() {
        return processes.named("postgres").stream()
                .flatMap(p -> Postmaster.of(p, processes).stream())
                .map(Postmaster::dataDirectory)
                .distinct()
                .toList();
    }

    /** Values for the remedies' placeholders. */
    public Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        Postmaster known = postmaster;
        if (known == null) {
            configured.ifPresent(path -> facts.put("dataDirectory", path.toString()));
        } else if (!known.service()) {
            // What a service manager runs is started by it, not by hand.
            facts.put("dataDirectory", known.dataDirectory().toString());
            known.control().ifPresent(path -> facts.put("pgCtl", path.toString()));
            known.log().ifPresent(path -> facts.put("serverLog", path.toString()));
        }
        if (known != null && processes.zombie(known.pid())) {
            // A server that starts believes that the other one still runs.
            Path lock = known.dataDirectory().resolve("postmaster.pid");
            if (Files.exists(lock)) {
                facts.put("stalePidFile", lock.toString());
            }
        }
        if (life() == Life.STOPPED) {
            facts.put("serverPid", Integer.toString(known.pid()));
        }
        return facts;
    }
}
