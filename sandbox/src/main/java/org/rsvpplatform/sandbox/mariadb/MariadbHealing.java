package org.rsvpplatform.sandbox.mariadb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.sandbox.database.DamagedPage;
import org.rsvpplatform.sandbox.database.Tables;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * Puts a pair back into its good condition. Looks at each thing and mends what is not as it should
 * be, so it does not matter which fault was used, or whether an operator has repaired half of it.
 */
final class MariadbHealing {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final MariadbPair pair;

    MariadbHealing(MariadbPair pair) {
        this.pair = pair;
    }

    void heal() {
        pair.servers().forEach(pair::clear);
        launch(pair.replica());
        pair.followLeader();
        pair.servers().forEach(this::launch);
        pair.servers().forEach(this::mend);
        removeReplication(pair.primary());
        healReplica(pair.replica());
    }

    /** Makes the server start with its own settings unless it runs with them. */
    private void launch(MariadbServer server) {
        Instance instance = server.instance();
        MariadbServer.Changed changed = server.writeSettings("");
        boolean runs =
                instance.pid().isPresent()
                        && Deadline.in(ANSWER)
                                .met(
                                        () ->
                                                instance.pid().isEmpty()
                                                        || server.maintenance().answers())
                        && instance.pid().isPresent();
        boolean damaged = server.damaged().stream().anyMatch(DamagedPage::isThere);
        if (!runs) {
            instance.kill(); // starting up or shutting down for ever
        } else if (damaged || changed.settings()) {
            instance.stop();
        } else if (changed.certificate()) {
            server.maintenance().execute("FLUSH SSL");
        }
        server.damaged().stream().filter(DamagedPage::isThere).forEach(DamagedPage::mend);
        server.damaged().clear();
        instance.launch();
    }

    private void mend(MariadbServer server) {
        server.instance().awaitReady();
        MariadbPair.GoodCondition good = pair.goodCondition(server);
        if (!good.variables().restore(server.maintenance())) {
            server.instance().stop();
            server.start();
        }
        mendRole(server);
        good.grants().restore(server.maintenance());
        server.maintenance().execute("FLUSH HOSTS");
        mendTables(server.maintenance());
    }

    /** A primary that takes writes already goes on without its replica until that is there. */
    private void mendRole(MariadbServer server) {
        if (server != pair.primary()) {
            server.maintenance().execute(Role.REPLICA.statement());
        } else if (server.value("SELECT @@read_only").equals("1")) {
            server.maintenance().execute(Role.PRIMARY.statement());
        }
    }

    /** What was moved or renamed comes back; what was made in its place goes. */
    private static void mendTables(MariadbSql sql) {
        List<String> found =
                sql
                        .rows(
                                """
                                SELECT concat(table_schema, '.', table_name)
                                FROM information_schema.tables
                                WHERE table_schema IN ('rsvp', 'rsvp_gone', 'rsvp_probe')
                                """)
                        .stream()
                        .map(List::getFirst)
                        .toList();
        for (String table : Tables.ALL) {
            String renamed = DataFaults.qualified(table) + DataFaults.GONE_TABLE;
            if (found.contains(renamed)) {
                sql.execute(
                        "SET foreign_key_checks = OFF; DROP TABLE IF EXISTS %1$s; RENAME TABLE %2$s TO %1$s"
                                .formatted(DataFaults.qualified(table), renamed));
            }
        }
        if (found.contains(DataFaults.GONE_DATABASE + ".users")) {
            sql.execute(
                    "DROP DATABASE IF EXISTS rsvp; "
                            + DataFaults.moveTables(
                                    DataFaults.GONE_DATABASE, MariadbServer.DATABASE));
        }
        List<String> missing =
                Tables.ALL.stream()
                        .map(DataFaults::qualified)
                        .filter(table -> !found.contains(table))
                        .filter(table -> !found.contains(table + DataFaults.GONE_TABLE))
                        .filter(table -> !found.contains(table.replace("rsvp.", "rsvp_gone.")))
                        .toList();
        if (!missing.isEmpty()) {
            throw new SandboxException("tables are missing: " + missing);
        }
    }

    /** A primary that was rejoined as a replica becomes the primary again. */
    private static void removeReplication(MariadbServer primary) {
        if (!primary.replicaStatus().isEmpty()) {
            primary.maintenance().execute("STOP REPLICA; RESET REPLICA ALL");
        }
    }

    private void healReplica(MariadbServer replica) {
        Map<String, String> status = replica.replicaStatus();
        boolean followed = !status.isEmpty();
        String unconflicted =
                "DELETE FROM rsvp_probe.beat WHERE provider = '%s'"
                        .formatted(ReplicationFaults.CONFLICT);
        if (followed && !Replica.runs(status)) {
            replica.maintenance().execute(unconflicted);
            replica.maintenance().execute("START REPLICA");
        }
        if (!followed) {
            pair.rejoinReplica();
        } else if (wroteItself(replica) || !pair.isJoined()) {
            pair.rebuildReplica();
        }
        pair.servers().forEach(server -> server.maintenance().execute(unconflicted));
    }

    /**
     * Whether the replica's own binary log ends with what did not come from its primary. What comes
     * from there is in its log a moment before it counts as received.
     */
    private static boolean wroteItself(MariadbServer replica) {
        return replica.value(
                        """
                        SELECT @@gtid_binlog_pos NOT IN ('', @@gtid_slave_pos)
                          AND @@gtid_binlog_pos LIKE concat('%-', @@server_id, '-%')
                        """)
                .equals("1");
    }
}
