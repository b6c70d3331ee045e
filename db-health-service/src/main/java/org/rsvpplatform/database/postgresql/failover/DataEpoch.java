package org.rsvpplatform.database.postgresql.failover;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.time.Deadline;

/** The epoch that stands beside the data, one row a group. */
final class DataEpoch {
    private DataEpoch() {}

    /** The newest one that this data has seen, as a column; 0 for none. */
    static String newest(String group) {
        return "(SELECT coalesce(max(epoch), 0)::int8 FROM rsvp_probe.epoch WHERE group_name = %s)"
                .formatted(Sql.literal(group));
    }

    /** The newest one that this data has seen; 0 for none. */
    static long newest(PostgresSession session, String group, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row("SELECT %s AS epoch".formatted(newest(group)), deadline)
                .getLong("epoch");
    }

    /** A statement that writes the succession's; one that is as new or newer stays. */
    static String writing(Succession succession) {
        return """
        INSERT INTO rsvp_probe.epoch AS e (group_name, provider, epoch, at)
        VALUES (%s, %s, %d, pg_catalog.now())
        ON CONFLICT (group_name) DO UPDATE SET provider = excluded.provider,
          epoch = excluded.epoch, at = excluded.at WHERE e.epoch < excluded.epoch
        """
                .formatted(
                        Sql.literal(succession.group()),
                        Sql.literal(succession.to().name()),
                        succession.epoch());
    }
}
