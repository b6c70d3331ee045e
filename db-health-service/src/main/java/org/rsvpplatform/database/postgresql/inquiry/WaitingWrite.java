package org.rsvpplatform.database.postgresql.inquiry;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.capacity.WaitingLook;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.postgresql.check.WriteCheck;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;

/**
 * The write of our row once more. It waits for a second at most, whatever becomes of us.
 *
 * @param provider whose row is written
 */
public record WaitingWrite(Connector connector, String provider)
        implements WaitingLook.Write<PostgresSession> {

    @Override
    public PostgresSession open(Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return connector.open(attempt);
    }

    @Override
    public long id(PostgresSession session, Deadline deadline) {
        return session.processId();
    }

    @Override
    public void run(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run(
                """
                BEGIN;
                SET LOCAL lock_timeout = '1s';
                SET LOCAL statement_timeout = '1s';
                %s;
                ROLLBACK
                """
                        .formatted(WriteCheck.statement(provider)),
                deadline);
    }
}
