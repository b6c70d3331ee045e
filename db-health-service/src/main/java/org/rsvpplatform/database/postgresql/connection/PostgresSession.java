package org.rsvpplatform.database.postgresql.connection;

import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** A logged-in session. Several checks share one {@link Survey} of it, read in one round trip. */
public final class PostgresSession implements Session {
    private static final int LONGEST_TRACED = 120;

    private final SqlConnection connection;
    private final ConnectionFactory factory;
    private final boolean encrypted;
    private final Trace trace;
    private volatile Survey survey;

    PostgresSession(
            SqlConnection connection, ConnectionFactory factory, boolean encrypted, Trace trace) {
        this.connection = connection;
        this.factory = factory;
        this.encrypted = encrypted;
        this.trace = trace;
    }

    /** The process that serves it, on the server's host. */
    public int processId() {
        return PgConnection.cast(connection).processId();
    }

    /** Whether TLS protects it. */
    public boolean encrypted() {
        return encrypted;
    }

    public Trace trace() {
        return trace;
    }

    /** What the server says of itself, asked once a session. */
    public Survey survey(Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (survey == null) {
            survey = Survey.of(row(Survey.QUERY, deadline));
        }
        return survey;
    }

    /** What the server said of itself, if somebody asked. */
    public Optional<Survey> surveyed() {
        return Optional.ofNullable(survey);
    }

    /** The first row of a query. */
    public Row row(String query, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return run(query, deadline).iterator().next();
    }

    /**
     * Runs statements in one round trip, by the simple protocol.
     *
     * @return what the first of them answered
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

    /**
     * Asks several things in one round trip.
     *
     * @param queries single statements, without semicolons
     * @return an answer a query, in their order
     */
    public List<RowSet<Row>> all(List<String> queries, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<RowSet<Row>> answers = new ArrayList<>();
        for (RowSet<Row> answer = run(String.join(";\n", queries), deadline);
                answer != null;
                answer = answer.next()) {
            answers.add(answer);
        }
        return answers;
    }

    @Override
    public void close() {
        connection.close().onComplete(done -> factory.close(Promise.promise()));
    }
}
