package org.rsvpplatform.sandbox.mariadb;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.WireFaults;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.Login;

/** What can be wrong between the two. */
final class ReplicationFaults {
    /** The row that stands at the replica before it comes from the primary. */
    static final String CONFLICT = "sandbox-conflict";

    private static final Duration CHANGE = Duration.ofSeconds(10);

    /** A statement that changes nothing is logged all the same, as long as it is. */
    static final String MEGABYTE_OF_LOG =
            "SET SESSION sql_log_bin = 1, SESSION binlog_format = STATEMENT;"
                    + "DELETE FROM rsvp_probe.beat WHERE provider = '%s'"
                            .formatted("x".repeat(1_000_000));

    private final MariadbPair pair;

    ReplicationFaults(MariadbPair pair) {
        this.pair = pair;
    }

    List<Fault> all() {
        return List.of(
                WireFaults.onReplication(pair::replicationLink),
                Fault.taking(
                        "lag",
                        "the replica stops applying and =MEGABYTES (default 4) of log pile up",
                        this::lag),
                Fault.taking(
                        "broken-replication",
                        "the replica can't apply a row that it has already (=io: it is no longer"
                                + " let in by the primary)",
                        this::stopReplica),
                Fault.of(
                        "async",
                        "commits don't wait for the replica any more",
                        () ->
                                pair.primary()
                                        .maintenance()
                                        .execute("SET GLOBAL rpl_semi_sync_master_enabled = OFF")));
    }

    private void lag(Optional<String> argument) {
        long megabytes = argument.map(text -> Argument.number(text, 1, 24, "lag=8")).orElse(4L);
        pair.replica().maintenance().execute("STOP REPLICA SQL_THREAD");
        for (long i = 0; i < megabytes; i++) {
            pair.primary().maintenance().execute(MEGABYTE_OF_LOG);
        }
    }

    private void stopReplica(Optional<String> argument) {
        if (argument.isPresent()) {
            Argument.word(argument.get(), List.of("io"), "broken-replication=io");
            Login other = Login.random(pair.logins().replication().user());
            pair.primary()
                    .maintenance()
                    .execute(MariadbSql.setPassword(other, MariadbSql.CLIENT_HOST));
            pair.replica().maintenance().execute("STOP REPLICA IO_THREAD; START REPLICA IO_THREAD");
            awaitError("Last_IO_Errno");
        } else {
            String row =
                    "REPLACE INTO rsvp_probe.beat VALUES ('%s', %d, now(6))".formatted(CONFLICT, 1);
            pair.replica().maintenance().execute(row);
            pair.primary()
                    .maintenance()
                    .execute("SET SESSION sql_log_bin = 1; " + row.replace("REPLACE", "INSERT"));
            awaitError("Last_SQL_Errno");
        }
    }

    private void awaitError(String column) {
        Deadline.in(CHANGE)
                .await(
                        "replication to break",
                        () ->
                                !pair.replica()
                                        .replicaStatus()
                                        .getOrDefault(column, "0")
                                        .equals("0"));
    }
}
