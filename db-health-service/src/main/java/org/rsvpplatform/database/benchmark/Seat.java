package org.rsvpplatform.database.benchmark;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.time.Deadline;

/** One session of the load. */
public interface Seat extends AutoCloseable {
    /**
     * Runs statements in one round trip.
     *
     * @throws ExecutionException with what the server said, as its cause
     */
    RowSet<Row> run(String statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException;

    /** The process that serves it, where one process serves one session. */
    OptionalInt process();

    @Override
    void close();
}
