package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.LockWait;
import org.rsvpplatform.database.capacity.Look;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.capacity.SpareTime;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.postgresql.connection.Observer;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Asks all questions in one session of the observer. The checks of one probe share what it brings.
 */
public final class CapacityLook implements Look<Picture> {
    /** What is left of a probe's time belongs to the checks that say whether the server works. */
    private static final Duration EACH = Duration.ofMillis(800);

    /** A probe may be a little late. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int MOST_TEXTS = 1000;

    private final Observer observer;
    private final PostgresSettings settings;
    private final Ticker ticker;
    private final SessionsQuestion sessions = new SessionsQuestion();
    private final WaitsQuestion waits = new WaitsQuestion();
    private final ServerQuestion server = new ServerQuestion();
    private final AgesQuestion ages = new AgesQuestion();
    private final TablesQuestion tables;
    private final SlotsQuestion slots = new SlotsQuestion();
    private final PasswordsQuestion passwords;

    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Object lastProbe;
    private volatile Seen<Picture> lastSeen;
    private volatile Dated lastActivity;

    private record Dated(Activity activity, long at) {}

    public CapacityLook(Observer observer, PostgresSettings settings, Ticker ticker) {
        this.observer = observer;
        this.settings = settings;
        this.ticker = ticker;
        this.tables = new TablesQuestion(settings.upkeep().deadRows());
        List<String> users = new ArrayList<>(List.of(settings.login().user()));
        settings.observer().map(Login::user).ifPresent(users::add);
        this.passwords = new PasswordsQuestion(users);
    }

    @Override
    public Seen<Picture> see(Object probe, Deadline deadline) throws InterruptedException {
        Optional<Deadline> spare = SpareTime.of(deadline, EACH);
        if (spare.isEmpty()) {
            return new Seen.Missing<>("no time was left for it in this probe");
        }
        Deadline own = spare.get();
        if (!lock.tryLock(own.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Seen.Missing<>("another look has not ended yet");
        }
        try {
            if (probe != lastProbe) {
                lastSeen = now(own);
                lastProbe = probe;
                if (lastSeen instanceof Seen.There<Picture> there) {
                    lastActivity = new Dated(there.value().activity(), ticker.nanos());
                }
            }
            return lastSeen;
        } finally {
            lock.unlock();
        }
    }

    /** Who was connected at the last look that was due; asks through this probe when it is old. */
    public Seen<Activity> lately(Object probe, Deadline deadline) throws InterruptedException {
        Dated known = lastActivity;
        boolean fresh =
                known != null
                        && ticker.nanos() - known.at()
                                < settings.limits().every().plus(GRACE).toNanos();
        return fresh
                ? new Seen.There<>(known.activity())
                : see(probe, deadline).map(Picture::activity);
    }

    /** Who was connected when it looked last; empty when it could not. */
    public Optional<Activity> last() {
        return lastSeen instanceof Seen.There<Picture> there
                ? Optional.of(there.value().activity())
                : Optional.empty();
    }

    /** A look of its own, beside the probes. */
    public Seen<Picture> now(Deadline deadline) throws InterruptedException {
        try {
            return observer.ask(session -> picture(session, deadline), deadline)
                    .<Seen<Picture>>map(Seen.There::new)
                    .orElseGet(
                            () ->
                                    new Seen.Missing<>(
                                            "needs an observer login (pg_monitor): name one under"
                                                    + " observer:, and providers:grants prints the"
                                                    + " lines that make it"));
        } catch (LayerFailure e) {
            return new Seen.Missing<>(
                    "the observer could not look: "
                            + e.signals().stream()
                                    .map(Signal::evidence)
                                    .collect(Collectors.joining("; ")));
        } catch (ExecutionException e) {
            return new Seen.Missing<>("the observer was not answered: " + said(e));
        } catch (TimeoutException e) {
            return new Seen.Missing<>("the observer's look did not end in time");
        }
    }

    private Picture picture(PostgresSession session, Deadline deadline)
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
        List<ClientSession> connected = sessions.read(answers.next());
        List<LockWait> waiting = waits.read(answers.next());
        Activity activity = new Activity(known.limit(), known.reserved(), connected, waiting);
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

    private static String said(ExecutionException e) {
        return e.getCause() instanceof PgException said
                ? said.getSqlState() + " " + said.getErrorMessage()
                : String.valueOf(e.getCause());
    }
}
