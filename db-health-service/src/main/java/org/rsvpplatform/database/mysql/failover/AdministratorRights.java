package org.rsvpplatform.database.mysql.failover;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.failover.PromotionRights.Found;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Rights;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether an administrator may promote, and which epoch the data has seen. Source: MariaDB's
 * manual, GRANT: {@code REPLICATION SLAVE ADMIN} for STOP SLAVE, with {@code RELOAD} for RESET
 * SLAVE, {@code READ_ONLY ADMIN} for read_only, {@code REPLICATION MASTER ADMIN} for the
 * semi-synchronous source.
 */
public final class AdministratorRights {
    private static final List<String> NEEDED =
            List.of(
                    "READ_ONLY ADMIN",
                    "REPLICATION SLAVE ADMIN",
                    "REPLICATION MASTER ADMIN",
                    "RELOAD");

    private AdministratorRights() {}

    /** Asks as the administrator. */
    public static Found ask(MysqlSession session, String group, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Row row : session.run("SHOW GRANTS", deadline)) {
            lines.add(row.getString(0));
        }
        Rights rights = Rights.parse(lines);
        List<String> missing = new ArrayList<>(rights.missingGlobally(NEEDED));
        if (!epochIsThere(session, deadline)) {
            return new Found(missing, List.of("SELECT, INSERT, UPDATE on rsvp_probe.epoch"), 0);
        }
        return new Found(missing, List.of(), DataEpoch.newest(session, group, deadline));
    }

    private static boolean epochIsThere(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row(
                                "SELECT count(*) AS n FROM information_schema.TABLES WHERE"
                                        + " TABLE_SCHEMA = 'rsvp_probe' AND TABLE_NAME = 'epoch'",
                                deadline)
                        .getLong("n")
                > 0;
    }
}
