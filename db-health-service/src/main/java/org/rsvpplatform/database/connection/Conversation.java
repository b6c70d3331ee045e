package org.rsvpplatform.database.connection;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** An open connection and what is said over it, whatever kind of server answers. */
public final class Conversation implements AutoCloseable {
    private static final int LONGEST_TRACED = 120;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final SqlConnection connection;
    private final ConnectionFactory factory;
    private final Trace trace;
    private final Map<String, Future<PreparedStatement>> prepared = new ConcurrentHashMap<>();

    /**
     * @param factory made the connection, and ends with it
     * @param trace hears each statement and what came back
     */
    public Conversation(SqlConnection connection, ConnectionFactory factory, Trace trace) {
        this.connection = connection;
        this.factory = factory;
        this.trace = trace;
        // A server's last words when nobody has asked it anything; the next question meets the end.
        connection.exceptionHandler(thrown -> trace.received(String.valueOf(thrown.getMessage())));
    }

    /** Calls back when the connection ends, whoever ends it. */
    public void onEnd(Runnable ended) {
        connection.closeHandler(done -> ended.run());
    }

    public SqlConnection connection() {
        return connection;
    }

    public Trace trace() {
        return trace;
    }

    /**
     * Runs statements in one round trip.
     *
     * @return what the first of them answered; the others follow as {@link RowSet#next}
     * @throws ExecutionException with what the server said, as its cause
     */
    public RowSet<Row> run(String statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        sent(statements);
        return answered(connection.query(statements).execute(), deadline);
    }

    /**
     * Runs statements that the server plans only once in this connection, without waiting for one
     * before the next is sent.
     *
     * @return an answer a statement, in their order
     * @throws ExecutionException with what the server said, as its cause
     */
    public List<RowSet<Row>> runPrepared(List<String> statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Future<RowSet<Row>>> underWay = new ArrayList<>();
        for (String statement : statements) {
            sent(statement);
            underWay.add(planned(statement).compose(planned -> planned.query().execute()));
        }
        List<RowSet<Row>> answers = new ArrayList<>();
        for (Future<RowSet<Row>> answer : underWay) {
            answers.add(answered(answer, deadline));
        }
        return answers;
    }

    /** One that can't be planned now may be planned the next time. */
    private Future<PreparedStatement> planned(String statement) {
        return prepared.computeIfAbsent(statement, connection::prepare)
                .onFailure(why -> prepared.remove(statement));
    }

    private void sent(String statements) {
        String shown = statements.strip().replaceAll("\\s+", " ");
        trace.sent(
                shown.length() > LONGEST_TRACED
                        ? shown.substring(0, LONGEST_TRACED) + " …"
                        : shown);
    }

    private RowSet<Row> answered(Future<RowSet<Row>> answer, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            RowSet<Row> rows =
                    answer.toCompletionStage()
                            .toCompletableFuture()
                            .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            trace.received(rows.size() == 1 ? "1 row" : rows.size() + " rows");
            return rows;
        } catch (ExecutionException e) {
            trace.received(String.valueOf(e.getCause().getMessage()));
            throw e;
        }
    }

    /**
     * Says good-bye, and ends the connection when that is not taken: it waits behind a question
     * that a server leaves unanswered.
     */
    @Override
    public void close() {
        connection
                .close()
                .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> factory.close(Promise.promise()));
    }
}
