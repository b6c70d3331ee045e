package org.rsvpplatform.sandbox.mariadb;

import java.util.List;

/**
 * How far a change of what a server holds goes: from the primary to its replica too, as it would by
 * replication; from the replica no farther. It goes around replication, so that a fault never waits
 * for a replica that is broken already.
 *
 * @param server where the change begins
 */
record Reach(MariadbPair pair, MariadbServer server) {

    /** Runs statements on each of the servers that answers. */
    void everywhere(String statements) {
        for (MariadbServer each : servers()) {
            if (each == server || each.maintenance().answers()) {
                each.maintenance().execute(statements);
            }
            if (each == pair.primary() && each == server) {
                pair.replicates(); // what came before is at the replica, too, before it changes
            }
        }
    }

    private List<MariadbServer> servers() {
        return server == pair.primary() ? pair.servers() : List.of(server);
    }
}
