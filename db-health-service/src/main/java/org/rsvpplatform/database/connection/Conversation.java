package org.rsvpplatform.database.connection;

import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * An open connection and what is said over it, whatever kind of server answers.
 *
 * @param factory made the connection, and ends with it
 * @param trace hears each statement and what came back
 */
public record Conversation(SqlConnection connection, ConnectionFactory factory, Trace trace)
        implements AutoCloseable {
    private static final int LONGEST_TRACED = 120;

    /**
     * Runs statements in one round trip.
     *
     * @return what the first of them answered; the others follow as {@link RowSet#next}
     * @throws ExecutionException with what the server said, as its cause
     */
    public RowSet<Row> run(String statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String shown = statements.strip().replaceAll("\\s+", " ");
        trace.sent(
                shown.length() > LONGEST_TRACED
                        ? shown.substring(0, LONGEST_TRACED) + " …"
                        : shown);
        try {
            RowSet<Row> rows =
                    connection
                            .query(statements)
                            .execute()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            trace.received(rows.size() == 1 ? "1 row" : rows.size() + " rows");
            return rows;
        } catch (ExecutionException e) {
            trace.received(String.valueOf(e.getCause().getMessage()));
            throw e;
        }
    }

    @Override
    public void close() {
        connection.close().onComplete(done -> factory.close(Promise.promise()));
    }
}
