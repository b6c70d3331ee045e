package org.rsvpplatform.sandbox.mariadb;

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
        server.maintenance().execute(statements);
        MariadbServer replica = pair.replica();
        if (server == replica || !replica.maintenance().answers()) {
            return;
        }
        if (Replica.runs(replica.replicaStatus())) {
            pair.replicates(); // what came before is there, too, before it changes
        }
        replica.maintenance().execute(statements);
    }
}
