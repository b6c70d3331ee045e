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
import org.rsvpplatform.database.connection.Surveyed;
import org.rsvpplatform.database.connection.SurveyedSession;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** A logged-in session. Several checks share one {@link Survey} of it, read in one round trip. */
public final class PostgresSession implements SurveyedSession<PostgresSession, Survey> {
    private final Conversation conversation;
    private final boolean encrypted;
    private final boolean kept;
    private final Surveyed<Survey> surveyed;

    /**
     * @param kept whether it may stay open: then the server plans what is asked again only once
     */
    PostgresSession(Conversation conversation, boolean encrypted, boolean kept) {
        this(conversation, encrypted, kept, new Surveyed<>());
    }

    private PostgresSession(
            Conversation conversation, boolean encrypted, boolean kept, Surveyed<Survey> surveyed) {
        this.conversation = conversation;
        this.encrypted = encrypted;
        this.kept = kept;
        this.surveyed = surveyed;
    }

    @Override
    public PostgresSession again() {
        return new PostgresSession(conversation, encrypted, kept, surveyed.again());
    }

    @Override
    public PostgresSession after(PostgresSession earlier) {
        return new PostgresSession(conversation, encrypted, kept, Surveyed.after(earlier.surveyed));
    }

    @Override
    public boolean outdated() {
        return surveyed.changed(Survey::logins);
    }

    /** The process that serves it, on the server's host. */
    public int processId() {
        return PgConnection.cast(conversation.connection()).processId();
    }

    /** Calls back when it ends, whoever ends it. */
    public void onEnd(Runnable ended) {
        conversation.onEnd(ended);
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
        Optional<Survey> known = surveyed.now();
        return known.isPresent() ? known.get() : surveyed.learned(asked(deadline));
    }

    /** Rights that change make the session outdated: they are asked at its login only. */
    private Survey asked(Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Optional<Rights> rights = surveyed.atLogin().map(Survey::rights);
        if (rights.isPresent()) {
            return Survey.of(first(all(List.of(Survey.QUERY), deadline).getFirst()), rights.get());
        }
        List<RowSet<Row>> answers = all(List.of(Survey.QUERY, Rights.QUERY), deadline);
        return Survey.of(first(answers.getFirst()), Rights.of(first(answers.getLast())));
    }

    private static Row first(RowSet<Row> answer) {
        return answer.iterator().next();
    }

    @Override
    public Optional<Survey> surveyed() {
        return surveyed.now();
    }

    /** The first row of a query. */
    public Row row(String query, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return first(run(query, deadline));
    }

    /** The first row of the last one of several statements, in one round trip. */
    public Row lastRow(String statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        RowSet<Row> answer = run(statements, deadline);
        while (answer.next() != null) {
            answer = answer.next();
        }
        return first(answer);
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
     * Runs a transaction in one round trip. Where a statement of it fails it is rolled back: the
     * session serves the next question.
     *
     * @throws ExecutionException with what the server said, as its cause
     */
    public void transaction(String statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            run(statements, deadline);
        } catch (ExecutionException e) {
            try {
                run("ROLLBACK", deadline);
            } catch (ExecutionException | TimeoutException ended) {
                e.addSuppressed(ended); // the session has ended: nothing of it stays
            }
            throw e;
        }
    }

    /**
     * Asks several things without waiting for one answer before the next question. A session that
     * is kept has each of them planned once.
     *
     * @param queries single statements, without semicolons
     * @return an answer a query, in their order
     */
    public List<RowSet<Row>> all(List<String> queries, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (kept) {
            return conversation.runPrepared(queries, deadline);
        }
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
