package org.rsvpplatform.database.mysql.check;

import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.check.KeptLook;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * What a replica tells only to an account that may monitor it (MariaDB: REPLICA MONITOR, MySQL:
 * REPLICATION CLIENT), asked in a session of the observer: when something looks wrong, and now and
 * then.
 */
public final class ObserverLook {
    private final Observer<MysqlSession> observer;
    private final KeptLook<ReplicaStatus> status;

    public ObserverLook(Observer<MysqlSession> observer, Ticker ticker) {
        this.observer = observer;
        this.status = new KeptLook<>(ReplicaStatus::runs, ticker);
    }

    /** How the replica says it is; empty when nobody may ask. */
    Optional<ReplicaStatus> replica(boolean now, Deadline deadline) throws InterruptedException {
        KeptLook.Question<ReplicaStatus> question =
                () -> observer.ask(session -> status(session, deadline), deadline);
        return now ? status.answerNow(question) : status.answer(question);
    }

    /** The next look asks anew. */
    public void forget() {
        status.forget();
    }

    /** Of several sources the one that replication does not run from. */
    private static ReplicaStatus status(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String question =
                session.server().mariadb() ? "SHOW ALL SLAVES STATUS" : "SHOW REPLICA STATUS";
        ReplicaStatus worst = ReplicaStatus.absent();
        for (Row row : session.run(question, deadline)) {
            ReplicaStatus one = ReplicaStatus.of(row);
            if (!worst.follows() || worst.runs() && !one.runs()) {
                worst = one;
            }
        }
        return worst;
    }
}
