package org.rsvpplatform.database.mysql.connection;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Conversation;
import org.rsvpplatform.database.connection.Surveyed;
import org.rsvpplatform.database.connection.SurveyedSession;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** A logged-in session. Several checks share one {@link Survey} of it, read in one round trip. */
public final class MysqlSession implements SurveyedSession<MysqlSession, Survey> {
    private final Conversation conversation;
    private final Greeting greeting;
    private final boolean encrypted;
    private final Surveyed<Survey> surveyed;

    MysqlSession(Conversation conversation, Greeting greeting, boolean encrypted) {
        this(conversation, greeting, encrypted, new Surveyed<>());
    }

    private MysqlSession(
            Conversation conversation,
            Greeting greeting,
            boolean encrypted,
            Surveyed<Survey> surveyed) {
        this.conversation = conversation;
        this.greeting = greeting;
        this.encrypted = encrypted;
        this.surveyed = surveyed;
    }

    @Override
    public MysqlSession again() {
        return new MysqlSession(conversation, greeting, encrypted, surveyed.again());
    }

    @Override
    public MysqlSession after(MysqlSession earlier) {
        return new MysqlSession(
                conversation, greeting, encrypted, Surveyed.after(earlier.surveyed));
    }

    @Override
    public boolean outdated() {
        return surveyed.changed(Survey::logins);
    }

    /** What the server called itself in its greeting. */
    public ServerVersion server() {
        return greeting.server();
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

    /**
     * Bounds what statements of this session may wait. Sources: max_statement_time of MariaDB (in
     * seconds, any statement), max_execution_time of MySQL (in milliseconds, SELECT only); both
     * servers count lock waits in whole seconds.
     */
    void limit(Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        int millis = Math.max(100, deadline.remainingMillis());
        String statements =
                server().mariadb()
                        ? "max_statement_time = %d.%03d".formatted(millis / 1000, millis % 1000)
                        : "max_execution_time = " + millis;
        run(
                "SET SESSION autocommit = 1, lock_wait_timeout = 1, innodb_lock_wait_timeout = 1, "
                        + statements
                        // SET is the one thing that an expired password may still do.
                        + "; DO 0",
                deadline);
    }

    /** What the server says of itself, asked once a session. */
    public Survey survey(Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Optional<Survey> known = surveyed.now();
        return known.isPresent()
                ? known.get()
                : surveyed.learned(Survey.of(run(Survey.QUERY, deadline)));
    }

    @Override
    public Optional<Survey> surveyed() {
        return surveyed.now();
    }

    /** The first row of a query. */
    public Row row(String query, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return run(query, deadline).iterator().next();
    }

    /**
     * Runs statements in one round trip.
     *
     * @return what the first of them answered; the others follow as {@link RowSet#next}
     * @throws ExecutionException with what the server said, as its cause
     */
    public RowSet<Row> run(String statements, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return conversation.run(statements, deadline);
    }

    @Override
    public void close() {
        conversation.close();
    }
}
