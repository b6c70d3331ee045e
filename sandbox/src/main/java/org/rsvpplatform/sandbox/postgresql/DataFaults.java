package org.rsvpplatform.sandbox.postgresql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.sandbox.database.DamagedPage;
import org.rsvpplatform.sandbox.database.Tables;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.process.SandboxException;

/** What can be wrong with the data, or in the way to it. */
final class DataFaults {
    /** What the name of a table that is missing ends in. */
    static final String GONE = "_gone";

    private static final int PAGE_BYTES = 8 * 1024;

    private final PostgresServer server;
    private final Supplier<Optional<String>> replicated;

    /**
     * @param replicated why a fault that needs writes can't be had at this server, empty when it
     *     can
     */
    DataFaults(PostgresServer server, Supplier<Optional<String>> replicated) {
        this.server = server;
        this.replicated = replicated;
    }

    List<Fault> all() {
        return List.of(
                Fault.taking(
                                "schema-missing",
                                "a table is not there: =TABLE (default rsvps), renamed to"
                                        + " rsvps_gone",
                                this::renameTable)
                        .unless(replicated),
                Fault.taking(
                                "locks",
                                "a session locks out everyone who writes (=table: who reads, too)",
                                this::lock)
                        .unless(replicated),
                Fault.taking(
                        "corrupt",
                        "a page of =TABLE (default rsvps) is damaged on disk",
                        this::damage));
    }

    private void renameTable(Optional<String> argument) {
        String table = Tables.named(argument, "schema-missing");
        server.admin()
                .execute("ALTER TABLE %s RENAME TO %s%s".formatted(qualified(table), table, GONE));
    }

    private void lock(Optional<String> argument) {
        argument.ifPresent(text -> Argument.word(text, List.of("table"), "locks=table"));
        Connection session = server.holdSession();
        try (Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute(
                    "LOCK TABLE rsvp_probe.beat, events, guests, rsvps IN %s MODE"
                            .formatted(
                                    argument.isPresent()
                                            ? "ACCESS EXCLUSIVE"
                                            : "SHARE ROW EXCLUSIVE"));
        } catch (SQLException e) {
            throw new SandboxException("cannot take locks: " + e.getMessage(), e);
        }
    }

    private void damage(Optional<String> argument) {
        String table = qualified(Tables.named(argument, "corrupt"));
        String file = server.value("SELECT pg_relation_filepath('%s')".formatted(table));
        Cluster cluster = server.cluster();
        cluster.stop();
        try {
            Path path = server.dataDirectory().resolve(file);
            server.damaged().add(DamagedPage.damage(path, 0, PAGE_BYTES));
        } finally {
            cluster.start();
        }
    }

    static String qualified(String table) {
        return Tables.qualified(table, "public");
    }
}
