package org.rsvpplatform.database.mysql.failover;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.heartbeat.Pulse;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** Asks a server for its {@link Standing}. */
public final class StandingPulse implements Pulse<MysqlSession, Standing> {
    private final Connector connector;
    private final Login observer;
    private final SourceSilence silence;

    public StandingPulse(Connector connector, Login observer, Ticker ticker) {
        this.connector = connector;
        this.observer = observer;
        this.silence = new SourceSilence(ticker);
    }

    @Override
    public MysqlSession open(Deadline deadline)
            throws LayerFailure, TimeoutException, InterruptedException {
        return connector.open(observer, "", Attempt.by(deadline));
    }

    @Override
    public void onEnd(MysqlSession session, Runnable ended) {
        session.onEnd(ended);
    }

    @Override
    public Standing ask(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return Standing.of(session.run(Standing.QUERY, deadline), silence);
    }
}
