package org.rsvpplatform.sandbox.postgresql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.rsvpplatform.sandbox.database.DamagedPage;
import org.rsvpplatform.sandbox.database.HeldSessions;
import org.rsvpplatform.sandbox.database.Tables;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.Wire;

/**
 * Puts a pair back into its good condition. Looks at each thing and mends what is not as it should
 * be, so it does not matter which fault was used, or whether an operator has repaired half of it.
 */
final class PostgresHealing {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final String GONE = "rsvp_gone";
    private static final String TABLES =
            """
            SELECT schemaname || '.' || tablename FROM pg_tables
            WHERE schemaname IN ('public', 'rsvp_probe')
            """;
    private static final String LACKING =
            """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname IN ('public', 'rsvp_probe')
              AND NOT (has_schema_privilege('rsvp', n.oid, 'USAGE')
                AND has_table_privilege('rsvp', c.oid, 'SELECT')
                AND has_table_privilege('rsvp', c.oid, 'INSERT')
                AND has_table_privilege('rsvp', c.oid, 'UPDATE')
                AND has_table_privilege('rsvp', c.oid, 'DELETE')
                AND has_database_privilege('rsvp', current_database(), 'CONNECT'))
            """;
    private static final String GRANT =
            """
            GRANT CONNECT ON DATABASE rsvp TO rsvp;
            GRANT USAGE ON SCHEMA public, rsvp_probe TO rsvp;
            GRANT ALL ON ALL TABLES IN SCHEMA public TO rsvp;
            GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat TO rsvp;
            """;

    private final PostgresPair pair;
    private final Verifiers verifiers;

    PostgresHealing(PostgresPair pair, Verifiers verifiers) {
        this.pair = pair;
        this.verifiers = verifiers;
    }

    void heal() {
        for (PostgresServer server : pair.servers()) {
            server.held().release();
            server.links().forEach(link -> link.set(new Wire.Pass()));
            server.replication().set(new Wire.Pass());
            server.cluster().thaw();
            server.cluster().home().removeFillers();
        }
        pair.followLeader();
        PostgresServer primary = pair.primary();
        removeStandbySignals(primary);
        revive(primary);
        leaveRecovery(primary);
        endHeldSessions(primary.maintenance());
        mendDatabase(primary.maintenance());
        mendRoles(primary.maintenance());
        mendTables(primary.admin());
        mendPrivileges(primary.admin());
        healStandby(pair.standby());
        // Each change of the primary begins another file of log: those of before must not fill the
        // disk.
        pair.servers().forEach(server -> server.maintenance().execute("CHECKPOINT"));
    }

    private void healStandby(PostgresServer standby) {
        boolean stillStandby = standby.isMarkedStandby();
        if (stillStandby) {
            revive(standby);
            standby.maintenance()
                    .rows(
                            """
                            SELECT CASE WHEN pg_is_wal_replay_paused() THEN pg_wal_replay_resume() END
                            """);
        }
        if (!stillStandby || !pair.streams()) {
            new Rejoining(pair).copyAnew();
        }
    }

    /** A primary that was fenced or rejoined as a standby becomes the primary again. */
    private void removeStandbySignals(PostgresServer primary) {
        for (String signal : new String[] {PostgresServer.STANDBY_SIGNAL, "recovery.signal"}) {
            Path file = primary.dataDirectory().resolve(signal);
            if (Files.exists(file)) {
                primary.cluster().stop();
                primary.cluster().home().remove(file);
            }
        }
    }

    /** Somebody has removed its signal while it ran as a standby. */
    private static void leaveRecovery(PostgresServer primary) {
        if (primary.maintenance().value("SELECT pg_is_in_recovery()").equals("t")) {
            primary.cluster().stop();
            primary.cluster().start();
        }
    }

    /** Makes the server run, with its own settings, and answer. */
    private void revive(PostgresServer server) {
        Cluster cluster = server.cluster();
        mendPages(server);
        boolean changed = pair.writeSettings(server);
        StatisticsGate.open(cluster);
        boolean settled =
                Deadline.in(ANSWER)
                        .met(
                                () ->
                                        cluster.postmaster().isEmpty()
                                                || server.maintenance().answers());
        if (!settled) {
            cluster.kill(); // starting up or shutting down for ever
        }
        if (cluster.postmaster().isEmpty()) {
            cluster.start();
            return;
        }
        if (changed) {
            server.reload();
        }
        if (needsRestart(server)) {
            cluster.stop();
            cluster.start();
        }
    }

    private static void mendPages(PostgresServer server) {
        List<DamagedPage> damaged = server.damaged().stream().filter(DamagedPage::isThere).toList();
        if (!damaged.isEmpty()) {
            server.cluster().stop();
            damaged.forEach(DamagedPage::mend);
        }
        server.damaged().clear();
    }

    /** They have been told to go; what they held is free when they are gone. */
    private static void endHeldSessions(Sql sql) {
        Deadline.in(ANSWER)
                .await(
                        "the sessions that were held to end",
                        () ->
                                sql.rows(
                                                """
                                                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                                WHERE application_name = '%s'
                                                """
                                                        .formatted(HeldSessions.APPLICATION))
                                        .isEmpty());
    }

    /** What was renamed comes back; what was made in its place goes. */
    private static void mendTables(Sql sql) {
        List<String> found = sql.rows(TABLES).stream().map(List::getFirst).toList();
        for (String table : Tables.ALL) {
            String name = DataFaults.qualified(table);
            if (found.contains(name + DataFaults.GONE)) {
                sql.execute(
                        "DROP TABLE IF EXISTS %1$s CASCADE; ALTER TABLE %1$s%2$s RENAME TO %3$s"
                                .formatted(name, DataFaults.GONE, table));
            } else if (!found.contains(name)) {
                throw new SandboxException("table %s is missing".formatted(name));
            }
        }
    }

    private static boolean needsRestart(PostgresServer server) {
        return !server.maintenance()
                .value("SELECT count(*) FROM pg_settings WHERE pending_restart")
                .equals("0");
    }

    private static void mendDatabase(Sql sql) {
        if (has(sql, "pg_database", "datname")) {
            sql.execute("DROP DATABASE IF EXISTS rsvp WITH (FORCE)");
            sql.execute("ALTER DATABASE rsvp_gone RENAME TO rsvp");
        }
        if (sql.value(
                        "SELECT datallowconn AND datconnlimit = -1 FROM pg_database WHERE datname ="
                                + " 'rsvp'")
                .equals("f")) {
            sql.execute("ALTER DATABASE rsvp ALLOW_CONNECTIONS true CONNECTION LIMIT -1");
        }
    }

    private void mendRoles(Sql sql) {
        if (has(sql, "pg_roles", "rolname")) {
            boolean replaced =
                    sql.value("SELECT count(*) FROM pg_roles WHERE rolname = 'rsvp'").equals("1");
            if (replaced) {
                // what it may have been given is dropped with it, in both databases
                new Sql(sql.port(), "rsvp", sql.login()).execute("DROP OWNED BY rsvp");
                sql.execute("DROP OWNED BY rsvp; DROP ROLE rsvp");
            }
            sql.execute("ALTER ROLE rsvp_gone RENAME TO rsvp");
        }
        if (!Verifiers.read(sql).equals(verifiers)) {
            sql.execute(verifiers.restore());
        }
    }

    private static boolean has(Sql sql, String table, String column) {
        return sql.value("SELECT count(*) FROM %s WHERE %s = '%s'".formatted(table, column, GONE))
                .equals("1");
    }

    private static void mendPrivileges(Sql sql) {
        if (!sql.value(LACKING).equals("0")) {
            sql.execute(GRANT);
        }
    }
}
