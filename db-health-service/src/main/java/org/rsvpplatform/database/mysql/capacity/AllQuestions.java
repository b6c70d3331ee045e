package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Expiry;
import org.rsvpplatform.database.capacity.LockWait;
import org.rsvpplatform.database.capacity.Question;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.capacity.SharedLook;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.mysql.capacity.ServerQuestion.Server;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.MysqlSignals;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;
import org.rsvpplatform.kit.time.Deadline;

/** All that is asked of a MariaDB or MySQL server in one look. */
public final class AllQuestions implements SharedLook.Asking<MysqlSession, Picture> {
    private final MysqlSettings settings;
    private final List<String> users;
    private final OwnSlowLog slowLog;

    /**
     * @param dataDirectory of the server, when it runs on our own host
     */
    public AllQuestions(MysqlSettings settings, Supplier<Optional<Path>> dataDirectory) {
        this.settings = settings;
        this.users = settings.login().usersWith(settings.observer());
        this.slowLog =
                new OwnSlowLog(settings.database(), settings.limits().slowQuery(), dataDirectory);
    }

    @Override
    public Picture picture(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Connected who = who(session, deadline);
        Product product = session.server().product();
        Question<Statements> statements = statements(product, who.server());
        Question<Seen<List<Expiry>>> passwords = passwords(product, who.server());

        RowSet<Row> answer =
                session.run(
                        String.join("; ", who.sql(), statements.sql(), passwords.sql()), deadline);
        Activity activity = who.read(answer);
        RowSet<Row> rest = answer.next().next().next();
        return new Picture(
                activity,
                who.server().deadlocks(),
                statements.read(rest),
                passwords.read(rest.next()));
    }

    @Override
    public Activity connected(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Connected who = who(session, deadline);
        return who.read(session.run(who.sql(), deadline));
    }

    /** What tells who is connected, and who waits for whom: three statements. */
    private record Connected(
            Server server,
            SessionsQuestion sessions,
            Question<List<LockWait>> rowLocks,
            Question<List<MetadataLock>> tableLocks) {
        String sql() {
            return String.join("; ", sessions.sql(), rowLocks.sql(), tableLocks.sql());
        }

        Activity read(RowSet<Row> answer) {
            List<ClientSession> connected = sessions.read(answer);
            List<LockWait> waits = new ArrayList<>(rowLocks.read(answer.next()));
            waits.addAll(
                    MetadataLocksQuestion.waits(tableLocks.read(answer.next().next()), connected));
            return new Activity(server.limit(), server.reserved(), connected, waits);
        }
    }

    private Connected who(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Product product = session.server().product();
        ServerQuestion asked = new ServerQuestion(product);
        Server server = asked.read(session.run(asked.sql(), deadline));
        return new Connected(
                server,
                new SessionsQuestion(
                        product,
                        server.performance("session_connect_attrs"),
                        settings.observer().map(Login::user).orElse("")),
                rowLocks(product, server),
                tableLocks(server));
    }

    private static Question<List<LockWait>> rowLocks(Product product, Server server) {
        return product == Product.MARIADB || server.performance("data_locks", "data_lock_waits")
                ? new RowLocksQuestion(product)
                : new Unasked<>(List.of());
    }

    private static Question<List<MetadataLock>> tableLocks(Server server) {
        return server.performance("metadata_locks", "threads")
                ? new MetadataLocksQuestion()
                : new Unasked<>(List.of());
    }

    private Question<Statements> statements(Product product, Server server) {
        if (server.performance(StatementsQuestion.TABLE)) {
            return new StatementsQuestion(
                    product, settings.database(), settings.limits().slowQuery());
        }
        return new Unasked<>(
                slowLog.read(
                        server,
                        server.performanceSchema()
                                ? "the observer may not read performance_schema.%s (providers:grants)"
                                        .formatted(StatementsQuestion.TABLE)
                                : "performance_schema is off"));
    }

    private Question<Seen<List<Expiry>>> passwords(Product product, Server server) {
        String source =
                switch (product) {
                    case MARIADB -> PasswordsQuestion.VIEW;
                    case MYSQL -> ServerQuestion.PASSWORD_AGE;
                };
        return server.readable().contains(source)
                ? new PasswordsQuestion(product, users)
                : new Unasked<>(PasswordsQuestion.hidden(product));
    }

    @Override
    public Activity activity(Picture picture) {
        return picture.activity();
    }

    @Override
    public String privilege() {
        return "PROCESS";
    }

    @Override
    public String said(ExecutionException error) {
        return MysqlSignals.of(error).evidence();
    }
}
