package org.rsvpplatform.database.mysql.check;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What a replica tells only to an account that may monitor it (MariaDB: REPLICA MONITOR, MySQL:
 * REPLICATION CLIENT), asked in a session of the observer: when something looks wrong, and now and
 * then.
 */
public final class ObserverLook {
    private static final Duration SEEN_LASTS = Duration.ofSeconds(10);

    private final Observer<MysqlSession> observer;
    private Deadline seenUntil;
    private ReplicaStatus seen;

    public ObserverLook(Observer<MysqlSession> observer) {
        this.observer = observer;
    }

    /** How the replica says it is; empty when nobody may ask. */
    synchronized Optional<ReplicaStatus> replica(boolean now, Deadline deadline)
            throws InterruptedException {
        if (now || seenUntil == null || seenUntil.passed()) {
            seenUntil = Deadline.in(SEEN_LASTS, Ticker.system());
            seen = look(deadline).orElse(null);
        }
        return Optional.ofNullable(seen);
    }

    /** The next look asks anew. */
    public synchronized void forget() {
        seenUntil = null;
    }

    private Optional<ReplicaStatus> look(Deadline deadline) throws InterruptedException {
        try {
            return observer.ask(session -> status(session, deadline), deadline);
        } catch (LayerFailure | TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    private static ReplicaStatus status(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String question =
                session.server().mariadb() ? "SHOW ALL SLAVES STATUS" : "SHOW REPLICA STATUS";
        for (Row row : session.run(question, deadline)) {
            return ReplicaStatus.of(row);
        }
        return ReplicaStatus.absent();
    }
}
