package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.capacity.SharedLook;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.kit.time.Deadline;

/** All that is asked of a PostgreSQL server in one look. */
public final class AllQuestions implements SharedLook.Asking<PostgresSession, Picture> {
    private static final int MOST_TEXTS = 1000;

    private final PostgresSettings settings;
    private final SessionsQuestion sessions = new SessionsQuestion();
    private final WaitsQuestion waits = new WaitsQuestion();
    private final ServerQuestion server = new ServerQuestion();
    private final AgesQuestion ages = new AgesQuestion();
    private final TablesQuestion tables;
    private final SlotsQuestion slots = new SlotsQuestion();
    private final PasswordsQuestion passwords;
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    public AllQuestions(PostgresSettings settings) {
        this.settings = settings;
        this.tables = new TablesQuestion(settings.upkeep().deadRows());
        this.passwords = new PasswordsQuestion(settings.login().usersWith(settings.observer()));
    }

    @Override
    public Picture picture(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Iterator<RowSet<Row>> answers =
                session.all(
                                List.of(
                                        server.sql(),
                                        sessions.sql(),
                                        waits.sql(),
                                        ages.sql(),
                                        tables.sql(),
                                        slots.sql(),
                                        passwords.sql()),
                                deadline)
                        .iterator();
        ServerQuestion.Server known = server.read(answers.next());
        Activity activity = connected(known, answers);
        AgesQuestion.Ages old = ages.read(answers.next());
        TablesQuestion.Tables behind = tables.read(answers.next());
        SlotsQuestion.Slots kept = slots.read(answers.next());
        List<Expiry> expiries = passwords.read(answers.next());
        return new Picture(
                known.inRecovery(),
                activity,
                known.counters(),
                statements(session, known, deadline),
                old,
                behind,
                kept,
                expiries);
    }

    @Override
    public Activity connected(PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Iterator<RowSet<Row>> answers =
                session.all(List.of(server.sql(), sessions.sql(), waits.sql()), deadline)
                        .iterator();
        return connected(server.read(answers.next()), answers);
    }

    private Activity connected(ServerQuestion.Server known, Iterator<RowSet<Row>> answers) {
        List<ClientSession> connected = sessions.read(answers.next());
        return new Activity(known.limit(), known.reserved(), connected, waits.read(answers.next()));
    }

    private Statements statements(
            PostgresSession session, ServerQuestion.Server known, Deadline deadline)
            throws TimeoutException, InterruptedException {
        if (known.statements().isEmpty()) {
            return Statements.none(
                    "pg_stat_statements is not installed in database " + settings.database());
        }
        StatementsQuestion question =
                new StatementsQuestion(known.statements().get(), settings.limits().slowQuery());
        try {
            Statements counted =
                    question.read(session.all(List.of(question.sql()), deadline).getFirst());
            Set<String> unknown = counted.unknown(texts);
            if (!unknown.isEmpty()) {
                if (texts.size() > MOST_TEXTS) {
                    texts.clear();
                    unknown = counted.unknown(texts);
                }
                Question<Map<String, String>> asked = question.texts(unknown);
                texts.putAll(asked.read(session.run(asked.sql(), deadline)));
            }
            return counted.with(texts);
        } catch (ExecutionException e) {
            return Statements.none("pg_stat_statements does not answer: " + said(e));
        }
    }

    @Override
    public Activity activity(Picture picture) {
        return picture.activity();
    }

    @Override
    public String privilege() {
        return "pg_monitor";
    }

    @Override
    public String said(ExecutionException e) {
        return e.getCause() instanceof PgException said
                ? said.getSqlState() + " " + said.getErrorMessage()
                : String.valueOf(e.getCause());
    }
}
