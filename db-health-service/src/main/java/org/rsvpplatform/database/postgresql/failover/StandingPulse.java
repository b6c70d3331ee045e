package org.rsvpplatform.database.postgresql.failover;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.heartbeat.Pulse;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Asks a server for its {@link Standing}. */
public final class StandingPulse implements Pulse<PostgresSession, Standing> {
    /**
     * The server sets a timer for each statement and does not take it back (timeout.c): one that
     * ends before the next beat would wake the server a second time for each.
     */
    private static final String RARE_ALARM = "SET statement_timeout = '10s'";

    /** Source: PostgreSQL manual, appendix A. */
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private static final Duration STAYS = Duration.ofSeconds(2);

    private final Connector connector;
    private final Login observer;
    private final String database;
    private final Ticker ticker;
    private volatile Known known;

    /** What does not have to be asked anew with each beat. */
    private record Known(PostgresSession session, boolean recovery, Row staying, long atNanos) {
        boolean stillCounts(PostgresSession asked, Ticker ticker) {
            return session == asked && ticker.nanos() - atNanos < STAYS.toNanos();
        }
    }

    public StandingPulse(Connector connector, Login observer, String database, Ticker ticker) {
        this.connector = connector;
        this.observer = observer;
        this.database = database;
        this.ticker = ticker;
    }

    @Override
    public PostgresSession open(Deadline deadline)
            throws LayerFailure, ExecutionException, TimeoutException, InterruptedException {
        PostgresSession session = connector.open(observer, database, Attempt.by(deadline));
        boolean open = false;
        try {
            session.run(RARE_ALARM, deadline);
            open = true;
            return session;
        } finally {
            if (!open) {
                session.close();
            }
        }
    }

    @Override
    public void onEnd(PostgresSession session, Runnable ended) {
        session.onEnd(ended);
    }

    @Override
    public Standing ask(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Known before = known;
        if (before != null && before.stillCounts(session, ticker)) {
            Row moving = only(session.all(List.of(Standing.MOVING), deadline).getFirst());
            if (moving.getBoolean("recovery") == before.recovery()) {
                return Standing.of(moving, before.staying());
            }
        }
        List<RowSet<Row>> both = session.all(List.of(Standing.MOVING, Standing.STAYING), deadline);
        Row moving = only(both.getFirst());
        Row staying = only(both.getLast());
        known = new Known(session, moving.getBoolean("recovery"), staying, ticker.nanos());
        return Standing.of(moving, staying);
    }

    @Override
    public boolean comes(Exception refusal) {
        return refusal instanceof LayerFailure failure
                && failure.signals().stream()
                        .anyMatch(
                                signal ->
                                        signal instanceof Signal.SqlState said
                                                && said.state().equals(CANNOT_CONNECT_NOW));
    }

    private static Row only(RowSet<Row> rows) {
        return rows.iterator().next();
    }
}
