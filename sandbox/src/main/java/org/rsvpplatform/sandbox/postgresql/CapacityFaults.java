package org.rsvpplatform.sandbox.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;

/** What can run out at a PostgreSQL server: connections, memory for locks, disks. */
final class CapacityFaults {
    private static final Duration DEATH = Duration.ofSeconds(20);

    private final PostgresServer server;
    private final Supplier<Optional<String>> replicated;

    /**
     * @param replicated why a fault that needs writes can't be had at this server, empty when it
     *     can
     */
    CapacityFaults(PostgresServer server, Supplier<Optional<String>> replicated) {
        this.server = server;
        this.replicated = replicated;
    }

    List<Fault> all() {
        return List.of(
                Fault.of(
                        "slots-full",
                        "every connection that is not kept for superusers is taken",
                        this::takeAllConnections),
                Fault.taking(
                        "idle-in-transaction",
                        "an application leaves =SESSIONS (default 8) idle with open transactions;"
                                + " told after a minute",
                        this::leaveIdle),
                Fault.of(
                                "out-of-memory",
                                "the shared memory for locks is used up; even a login fails",
                                this::takeAllLocks)
                        .unless(replicated),
                Fault.of("disk-full", "the disk of the data is full", this::fillDataDisk)
                        .unless(server::diskMissing),
                Fault.of(
                                "wal-full",
                                "the disk of the write-ahead log fills up and stops the server",
                                this::fillWalDisk)
                        .unless(() -> replicated.get().or(server::diskMissing)));
    }

    private void takeAllConnections() {
        try {
            for (int i = 0; i <= PostgresSettings.MAX_CONNECTIONS; i++) {
                server.held().hold(another());
            }
        } catch (SQLException e) {
            if (!isFull(e)) {
                throw new SandboxException("cannot take connections: " + e.getMessage(), e);
            }
        }
        server.held().takeWhatComesFree(this::another);
    }

    private Connection another() throws SQLException {
        return Sql.connect(server.directPort(), PostgresServer.DATABASE, server.logins().program());
    }

    private void leaveIdle(Optional<String> argument) {
        long sessions =
                argument.map(
                                text ->
                                        Argument.number(
                                                text,
                                                1,
                                                PostgresSettings.MAX_CONNECTIONS,
                                                "idle-in-transaction=8"))
                        .orElse(8L);
        for (long i = 0; i < sessions; i++) {
            try {
                Connection session = server.holdSession();
                session.setAutoCommit(false);
                session.createStatement().execute("SELECT * FROM guests LIMIT 1");
            } catch (SQLException e) {
                throw new SandboxException("cannot begin: " + e.getMessage(), e);
            } catch (SandboxException e) {
                if (e.getCause() instanceof SQLException full && isFull(full)) {
                    return;
                }
                throw e;
            }
        }
    }

    private static boolean isFull(SQLException e) {
        return "53300".equals(e.getSQLState());
    }

    /** Advisory locks of a session stay when the statement that took them fails. */
    private void takeAllLocks() {
        try {
            server.holdSession()
                    .createStatement()
                    .execute("SELECT pg_advisory_lock(n) FROM generate_series(1, 1000000) n");
        } catch (SQLException e) {
            if (!"53200".equals(e.getSQLState())) {
                throw new SandboxException("cannot take locks: " + e.getMessage(), e);
            }
        }
    }

    private void fillDataDisk() {
        server.cluster().home().fillDataDisk();
    }

    private void fillWalDisk() {
        server.cluster().home().fillWalDisk();
        Deadline end = Deadline.in(DEATH);
        try (Connection session = server.maintenance().open();
                Statement statement = session.createStatement()) {
            // What the log has room for already is used once: the slot lets no segment come back.
            statement.execute("SELECT pg_create_physical_replication_slot('sandbox', true, true)");
            while (!end.passed()) {
                statement.execute(PostgresFaults.EMIT_MEGABYTE);
            }
        } catch (SQLException e) {
            // It has gone, or goes just now.
        }
        end.await(
                "the full disk to stop " + server.name(), () -> server.cluster().pids().isEmpty());
    }
}
