package org.rsvpplatform.database.mysql.inquiry;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
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

    /** A replica that is there confirms sooner. */
    private static final Duration LONG = Duration.ofMillis(200);

    private final MysqlSettings settings;
    private final Connector connector;

    public CommitsInquiry(MysqlSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    private boolean mariadb() {
        return connector.server().filter(ServerVersion::mariadb).isPresent();
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
            Set<String> waiting = waiting(session, deadline);
            if (waiting.isEmpty() || !deadline.pause(LONG)) {
                return null;
            }
            // How long a statement takes is shown, not for how long its commit has waited.
            waiting.retainAll(waiting(session, deadline));
            return waiting.isEmpty()
                    ? null
                    : new Finding(
                            name(),
                            Set.of(BROKEN),
                            Set.of(TIMEOUT),
                            "%d %s for a semi-synchronous replica, for %d ms at least"
                                    .formatted(
                                            waiting.size(),
                                            waiting.size() == 1 ? "commit waits" : "commits wait",
                                            LONG.toMillis()),
                            Map.of());
        } catch (LayerFailure | ExecutionException e) {
            return null;
        }
    }

    /** Which commits wait, by session and statement; MySQL does not number statements here. */
    private Set<String> waiting(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Set<String> waiting = new HashSet<>();
        for (Row row :
                session.run(
                        """
                        SELECT concat(id, ' ', coalesce(%s, '')) AS statement
                        FROM information_schema.processlist
                        WHERE state LIKE 'Waiting for semi-sync ACK%%' LIMIT 100
                        """
                                .formatted(mariadb() ? "query_id" : "left(info, 200)"),
                        deadline)) {
            waiting.add(row.getString("statement"));
        }
        return waiting;
    }
}
