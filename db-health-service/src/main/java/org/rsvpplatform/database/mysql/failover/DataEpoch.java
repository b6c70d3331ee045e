package org.rsvpplatform.database.mysql.failover;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

/** The epoch that stands beside the data, one row a group. */
final class DataEpoch {
    private DataEpoch() {}

    /** The newest one that this data has seen; 0 for none. */
    static long newest(MysqlSession session, String group, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row(
                        "SELECT coalesce(max(epoch), 0) AS epoch FROM rsvp_probe.epoch WHERE"
                                + " group_name = "
                                + Sql.literal(group),
                        deadline)
                .getLong("epoch");
    }

    /** Writes the succession's; one that is as new or newer stays. */
    static void write(MysqlSession session, Succession succession, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String provider = Sql.literal(succession.to().name());
        session.run(
                """
                INSERT INTO rsvp_probe.epoch (group_name, provider, epoch, at)
                VALUES (%1$s, %2$s, %3$d, now(6))
                ON DUPLICATE KEY UPDATE
                  provider = if(epoch < %3$d, %2$s, provider), at = if(epoch < %3$d, now(6), at),
                  epoch = greatest(epoch, %3$d)
                """
                        .formatted(Sql.literal(succession.group()), provider, succession.epoch()),
                deadline);
    }
}
