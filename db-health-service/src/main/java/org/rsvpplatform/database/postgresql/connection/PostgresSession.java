package org.rsvpplatform.database.postgresql.connection;

import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Conversation;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** A logged-in session. Several checks share one {@link Survey} of it, read in one round trip. */
public final class PostgresSession implements Session {
    private final Conversation conversation;
    private final boolean encrypted;
    private volatile Survey survey;

    PostgresSession(Conversation conversation, boolean encrypted) {
        this.conversation = conversation;
        this.encrypted = encrypted;
    }

    /** The process that serves it, on the server's host. */
    public int processId() {
        return PgConnection.cast(conversation.connection()).processId();
    }

    /** Whether TLS protects it. */
    public boolean encrypted() {
        return encrypted;
    }

    public Trace trace() {
        return conversation.trace();
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
        return conversation.run(statements, deadline);
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
        conversation.close();
    }
}
