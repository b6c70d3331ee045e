package org.rsvpplatform.database.postgresql.failover;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.heartbeat.Pulse;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Asks a server for its {@link Standing}. */
public final class StandingPulse implements Pulse<PostgresSession, Standing> {
    private final Connector connector;
    private final Login observer;
    private final String database;
    private final Ticker ticker;

    public StandingPulse(Connector connector, Login observer, String database, Ticker ticker) {
        this.connector = connector;
        this.observer = observer;
        this.database = database;
        this.ticker = ticker;
    }

    @Override
    public PostgresSession open(Deadline deadline)
            throws LayerFailure, TimeoutException, InterruptedException {
        return connector.open(observer, database, Attempt.by(deadline, Trace.none(ticker)));
    }

    @Override
    public void onEnd(PostgresSession session, Runnable ended) {
        session.onEnd(ended);
    }

    @Override
    public Standing ask(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return Standing.of(
                session.all(List.of(Standing.QUERY), deadline).getFirst().iterator().next());
    }
}
