package org.rsvpplatform.database.postgresql.check;

import io.vertx.sqlclient.Row;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.check.KeptLook;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Waits;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Statistics that only a member of pg_monitor sees, asked by the observer. A healthy probe does
 * without; it is asked when something looks wrong, and on a standby now and then.
 */
public final class ObserverLook {
    private final Observer<PostgresSession> observer;
    private final KeptLook<Receiver> receiver;

    /**
     * How a standby hears its primary.
     *
     * @param silentSeconds since the last message
     * @param patienceSeconds how long wal_receiver_timeout allows
     */
    public record Receiver(
            String status, double silentSeconds, double patienceSeconds, String sender) {
        /**
         * An idle primary is heard from at half of wal_receiver_timeout; it may be a little late.
         */
        private static final double GRACE_SECONDS = 5;

        /** Whether it has heard nothing for longer than an idle primary keeps silent. */
        boolean silent() {
            return patienceSeconds > 0 && silentSeconds > patienceSeconds / 2 + GRACE_SECONDS;
        }
    }

    public ObserverLook(Observer<PostgresSession> observer, Ticker ticker) {
        this.observer = observer;
        this.receiver = new KeptLook<>(r -> !r.silent(), ticker);
    }

    /** Commits of any role that wait for a standby; empty without an observer. */
    public Optional<Waits> waits(Deadline deadline) throws InterruptedException {
        return row(
                        """
                        WITH waiting AS (
                            SELECT pid, query_start FROM pg_catalog.pg_stat_activity
                            WHERE wait_event = 'SyncRep')
                        SELECT %s
                        """
                                .formatted(Waits.COLUMNS),
                        deadline)
                .map(Waits::of);
    }

    /** How the standby's receiver is; empty without an observer, or when there is none. */
    public Optional<Receiver> receiver(Deadline deadline) throws InterruptedException {
        return receiver.answer(
                () ->
                        asked(
                                        """
                                        SELECT status, sender_host || ':' || sender_port AS sender,
                                            coalesce(extract(epoch FROM clock_timestamp()
                                                - last_msg_receipt_time), 0)::float8 AS silent,
                                            (SELECT setting::float8 / 1000 FROM pg_settings
                                                WHERE name = 'wal_receiver_timeout') AS patience
                                        FROM pg_catalog.pg_stat_wal_receiver
                                        """,
                                        deadline)
                                .filter(r -> r.getString("status") != null)
                                .map(ObserverLook::read));
    }

    /** The next look asks anew. */
    public void forget() {
        receiver.forget();
    }

    private static Receiver read(Row row) {
        return new Receiver(
                row.getString("status"),
                row.getDouble("silent"),
                row.getDouble("patience"),
                row.getString("sender"));
    }

    private Optional<Row> row(String query, Deadline deadline) throws InterruptedException {
        try {
            return asked(query, deadline);
        } catch (LayerFailure | TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    private Optional<Row> asked(String query, Deadline deadline)
            throws LayerFailure, TimeoutException, ExecutionException, InterruptedException {
        return observer.ask(session -> session.all(List.of(query), deadline), deadline)
                .map(answers -> answers.getFirst().iterator())
                .filter(Iterator::hasNext)
                .map(Iterator::next);
    }
}
