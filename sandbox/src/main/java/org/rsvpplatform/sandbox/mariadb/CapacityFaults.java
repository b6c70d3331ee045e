package org.rsvpplatform.sandbox.mariadb;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.sandbox.database.HeldSessions;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;

/** What can run out at a MariaDB server: connections, disks, the size of a packet. */
final class CapacityFaults {
    private static final Duration FULL = Duration.ofSeconds(10);

    /** A healthy one is done in a tenth of this. */
    private static final Duration LONGEST_LOOK = Duration.ofMillis(500);

    private static final Set<Integer> NO_MEMORY = Set.of(1041, 1135);

    /** More than sessions that were there before, whose memory the server keeps for the next. */
    private static final int MORE_THAN_KEPT = 200;

    private static final int TOO_MANY_CONNECTIONS = 1040;

    private final MariadbPair pair;
    private final MariadbServer server;

    CapacityFaults(MariadbPair pair, MariadbServer server) {
        this.pair = pair;
        this.server = server;
    }

    List<Fault> all() {
        return List.of(
                Fault.of(
                        "slots-full",
                        "every connection that is not kept for administrators is taken",
                        this::takeAllConnections),
                Fault.taking(
                        "idle-in-transaction",
                        "an application leaves =SESSIONS (default 8) idle with open transactions;"
                                + " told after a minute",
                        argument -> take(sessions(argument), true)),
                Fault.of(
                        "out-of-memory",
                        "the server's process gets no more memory: new sessions fail",
                        this::takeMemory),
                Fault.of(
                                "disk-full",
                                "the disk of the data is full",
                                () -> server.instance().home().fillDataDisk())
                        .unless(server::diskMissing),
                Fault.of(
                                "wal-full",
                                "the disk of redo log and binary log is full; commits wait for"
                                        + " space",
                                this::fillWalDisk)
                        .unless(() -> pair.onlyAtPrimary(server).or(server::diskMissing)),
                Fault.taking(
                        "packet-too-large",
                        "the server takes packets of =BYTES (default 1024) at most",
                        this::limitPackets));
    }

    /** What the server has set aside is used up first, by sessions that stay. */
    private void takeMemory() {
        server.maintenance()
                .execute(
                        "SET GLOBAL thread_cache_size = 0, GLOBAL max_connections = %d"
                                .formatted(MORE_THAN_KEPT));
        server.instance().addressSpace().ifPresent(AddressSpace::limitToPresent);
        whileALookMayBeIn(this::holdWhatMemoryAllows);
        server.held().takeWhatComesFree(this::another);
    }

    private void holdWhatMemoryAllows() {
        try {
            for (int i = 0; i < MORE_THAN_KEPT; i++) {
                hold();
            }
            throw new SandboxException("the server has memory for all its sessions");
        } catch (SQLException e) {
            if (!NO_MEMORY.contains(e.getErrorCode())) {
                throw new SandboxException("cannot use up the memory: " + e, e);
            }
        }
    }

    private void takeAllConnections() {
        take(MariadbSettings.MAX_CONNECTIONS + 1, false);
        server.held().takeWhatComesFree(this::another);
    }

    private Connection hold() throws SQLException {
        Connection session = another();
        server.held().hold(session);
        return session;
    }

    private Connection another() throws SQLException {
        return MariadbSql.connectAs(
                HeldSessions.APPLICATION,
                server.directPort(),
                MariadbServer.DATABASE,
                server.logins().program());
    }

    /** The last page of the binary log has room for some bytes more: those are taken, too. */
    private void fillWalDisk() {
        server.instance().home().fillWalDisk();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                server.maintenance().execute(ReplicationFaults.MEGABYTE_OF_LOG);
                            } catch (SandboxException e) {
                                // it waits for space until the server is killed
                            }
                        });
        Deadline.in(FULL)
                .await(
                        server.name() + " to run out of space",
                        () -> server.instance().home().logEnd().contains("Disk is full"));
    }

    /** A packet that fits into the network buffer is taken whatever the limit is. */
    private void limitPackets(Optional<String> argument) {
        server.maintenance()
                .execute(
                        "SET GLOBAL net_buffer_length = 1024, GLOBAL max_allowed_packet = %d"
                                .formatted(bytes(argument)));
    }

    private static long sessions(Optional<String> argument) {
        return argument.map(
                        text ->
                                Argument.number(
                                        text,
                                        1,
                                        MariadbSettings.MAX_CONNECTIONS,
                                        "idle-in-transaction=8"))
                .orElse(8L);
    }

    private static long bytes(Optional<String> argument) {
        return argument.map(
                        text -> Argument.number(text, 1024, 1024 * 1024, "packet-too-large=4096"))
                .orElse(1024L);
    }

    /** What a look of the service's held just then is free after it, and taken the next time. */
    private static void whileALookMayBeIn(Runnable taking) {
        Deadline.in(LONGEST_LOOK)
                .met(
                        () -> {
                            taking.run();
                            return false;
                        });
    }

    private void take(long sessions, boolean inTransaction) {
        try {
            for (long i = 0; i < sessions; i++) {
                Connection session = hold();
                if (inTransaction) {
                    session.setAutoCommit(false);
                    session.createStatement().execute("SELECT * FROM guests LIMIT 1");
                }
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != TOO_MANY_CONNECTIONS) {
                throw new SandboxException("cannot take connections: " + e.getMessage(), e);
            }
        }
    }
}
