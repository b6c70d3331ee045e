package org.rsvpplatform.database.mysql.inquiry;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.capacity.WaitingLook;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.mysql.check.WriteCheck;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;

/**
 * The write of our row once more.
 *
 * @param provider whose row is written
 */
public record WaitingWrite(Connector connector, String provider)
        implements WaitingLook.Write<MysqlSession> {

    @Override
    public MysqlSession open(Attempt attempt)
            throws LayerFailure, TimeoutException, InterruptedException {
        return connector.open(attempt);
    }

    @Override
    public long id(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row("SELECT connection_id() AS pid", deadline).getLong("pid");
    }

    @Override
    public void run(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        session.run(
                "START TRANSACTION; %s; ROLLBACK".formatted(WriteCheck.statement(provider)),
                deadline);
    }
}
