package org.rsvpplatform.sandbox.mariadb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.sandbox.database.DamagedPage;
import org.rsvpplatform.sandbox.database.HeldSessions;
import org.rsvpplatform.sandbox.database.Tables;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.process.SandboxException;

/** What can be wrong with the data, or in the way to it. */
final class DataFaults {
    /** Where the tables of a database that is missing are kept. */
    static final String GONE_DATABASE = "rsvp_gone";

    /** What the name of a table that is missing ends in. */
    static final String GONE_TABLE = "_gone";

    private static final int PAGE_BYTES = 16 * 1024;

    /** The first three pages of a file describe the file. */
    private static final int FIRST_DATA_PAGE = 3;

    private final MariadbPair pair;
    private final MariadbServer server;
    private final Reach reach;

    DataFaults(MariadbPair pair, MariadbServer server, Reach reach) {
        this.pair = pair;
        this.server = server;
        this.reach = reach;
    }

    List<Fault> all() {
        return List.of(
                Fault.of(
                        "database-missing",
                        "database rsvp is not there (its tables are moved to rsvp_gone)",
                        () -> reach.everywhere(moveTables(MariadbServer.DATABASE, GONE_DATABASE))),
                Fault.taking(
                        "schema-missing",
                        "a table is not there: =TABLE (default rsvps), renamed to rsvps_gone",
                        this::renameTable),
                Fault.of(
                                "read-only",
                                "the server takes no writes (read_only)",
                                () -> server.maintenance().execute("SET GLOBAL read_only = ON"))
                        .unless(() -> pair.onlyAtPrimary(server)),
                Fault.taking(
                        "locks",
                        "a session holds on to rows that everyone writes to (=table: to the"
                                + " tables)",
                        this::lock),
                Fault.taking(
                        "corrupt",
                        "a page of =TABLE (default rsvps) is damaged on disk",
                        this::damage));
    }

    /** Statements that move all tables of the platform to another database. */
    static String moveTables(String from, String to) {
        StringBuilder statements =
                new StringBuilder("KILL USER rsvp; CREATE DATABASE IF NOT EXISTS ")
                        .append(to)
                        .append(" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; RENAME TABLE ");
        for (String table : Tables.ALL) {
            if (!table.equals(Tables.BEAT)) {
                statements.append("%1$s.%3$s TO %2$s.%3$s, ".formatted(from, to, table));
            }
        }
        statements.setLength(statements.length() - 2);
        return statements.append("; DROP DATABASE ").append(from).toString();
    }

    private void renameTable(Optional<String> argument) {
        String table = qualified(Tables.named(argument, "schema-missing"));
        reach.everywhere("RENAME TABLE %1$s TO %1$s%2$s".formatted(table, GONE_TABLE));
    }

    private void lock(Optional<String> argument) {
        try {
            if (argument.isPresent()) {
                Argument.word(argument.get(), List.of("table"), "locks=table");
                run(
                        server.maintenance().open(),
                        "LOCK TABLES rsvp_probe.beat WRITE, rsvp.events"
                                + " WRITE, rsvp.guests WRITE, rsvp.rsvps WRITE");
            } else {
                Connection session =
                        MariadbSql.connectAs(
                                HeldSessions.APPLICATION,
                                server.directPort(),
                                MariadbServer.DATABASE,
                                server.logins().program());
                session.setAutoCommit(false);
                run(session, "SELECT * FROM rsvp_probe.beat FOR UPDATE");
                run(session, "SELECT * FROM events FOR UPDATE");
                run(session, "SELECT * FROM rsvps FOR UPDATE");
            }
        } catch (SQLException e) {
            throw new SandboxException("cannot take locks: " + e.getMessage(), e);
        }
    }

    private void run(Connection session, String sql) throws SQLException {
        server.held().hold(session);
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private void damage(Optional<String> argument) {
        String table = qualified(Tables.named(argument, "corrupt"));
        server.instance().stop();
        server.damaged()
                .add(
                        DamagedPage.damage(
                                server.dataDirectory().resolve(table.replace('.', '/') + ".ibd"),
                                FIRST_DATA_PAGE,
                                PAGE_BYTES));
        server.start();
    }

    static String qualified(String table) {
        return Tables.qualified(table, MariadbServer.DATABASE);
    }
}
