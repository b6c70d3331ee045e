package org.rsvpplatform.sandbox.mariadb;

import java.time.Duration;
import java.util.Map;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.proxy.Wire;

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
        pair.replicationLink().set(new Wire.Pass());
        pair.servers().forEach(pair::clear);
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
        if (!runs) {
            instance.kill(); // starting up or shutting down for ever
        } else if (changed.settings()) {
            instance.stop();
        } else if (changed.certificate()) {
            server.maintenance().execute("FLUSH SSL");
        }
        instance.launch();
    }

    private void mend(MariadbServer server) {
        server.instance().awaitReady();
        MariadbPair.GoodCondition good = pair.goodCondition(server);
        if (!good.variables().restore(server.maintenance())) {
            server.instance().stop();
            server.instance().start();
        }
        good.grants().restore(server.maintenance());
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
        if (followed && !Replica.runs(status)) {
            replica.maintenance().execute("START REPLICA");
        }
        if (!followed || wroteItself(replica) || !pair.replicates()) {
            pair.rebuildReplica();
        }
    }

    /** Whether the replica's own binary log holds what did not come from its primary. */
    private static boolean wroteItself(MariadbServer replica) {
        return replica.value("SELECT @@gtid_binlog_pos NOT IN ('', @@gtid_slave_pos)").equals("1");
    }
}
