package org.rsvpplatform.database.mysql.inquiry;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.ServerVersion;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether a server that does not answer has commits that wait for a replica. While one goes,
 * MariaDB's SHOW GLOBAL STATUS may wait with them, and so does every probe; its list of sessions
 * does not.
 */
public final class CommitsInquiry implements Inquiry {
    private static final String TIMEOUT = "db.connection-timeout";
    private static final String BROKEN = "db.replication-broken";

    /** A replica that is there confirms sooner, and by default a probe is given longer. */
    private static final Duration LONG = Duration.ofMillis(500);

    private final MysqlSettings settings;
    private final Connector connector;

    public CommitsInquiry(MysqlSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    /** For how long a session has been at its statement; MySQL counts whole seconds. */
    private String millis() {
        return connector.server().filter(ServerVersion::mariadb).isPresent()
                ? "time_ms"
                : "time * 1000";
    }

    @Override
    public String name() {
        return "waiting-commits";
    }

    @Override
    public Set<String> about() {
        return Set.of(TIMEOUT);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        try (MysqlSession session =
                connector.open(
                        settings.observer().orElse(settings.login()),
                        "",
                        Attempt.by(deadline, trace))) {
            Row row =
                    session.row(
                            """
                            SELECT count(*) AS waiting,
                                CAST(coalesce(max(%1$s), 0) AS SIGNED) AS longest
                            FROM information_schema.processlist
                            WHERE state LIKE 'Waiting for semi-sync ACK%%' AND %1$s >= %2$d
                            """
                                    .formatted(millis(), LONG.toMillis()),
                            deadline);
            long waiting = row.getLong("waiting");
            return waiting == 0
                    ? null
                    : new Finding(
                            name(),
                            Set.of(BROKEN),
                            Set.of(TIMEOUT),
                            "%d %s for a semi-synchronous replica, the longest for %d ms"
                                    .formatted(
                                            waiting,
                                            waiting == 1 ? "commit waits" : "commits wait",
                                            row.getLong("longest")),
                            Map.of());
        } catch (LayerFailure | ExecutionException e) {
            return null;
        }
    }
}
