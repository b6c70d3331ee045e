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
        Product product = session.server().product();
        ServerQuestion asked = new ServerQuestion(product);
        Server server = asked.read(session.run(asked.sql(), deadline));
        SessionsQuestion sessions =
                new SessionsQuestion(
                        product,
                        server.performance("session_connect_attrs"),
                        settings.observer().map(Login::user).orElse(""));
        Question<List<LockWait>> rowLocks = rowLocks(product, server);
        Question<List<MetadataLock>> tableLocks = tableLocks(server);
        Question<Statements> statements = statements(product, server);
        Question<Seen<List<Expiry>>> passwords = passwords(product, server);

        RowSet<Row> answer =
                session.run(
                        String.join(
                                "; ",
                                sessions.sql(),
                                rowLocks.sql(),
                                tableLocks.sql(),
                                statements.sql(),
                                passwords.sql()),
                        deadline);
        List<ClientSession> connected = sessions.read(answer);
        answer = answer.next();
        List<LockWait> waits = new ArrayList<>(rowLocks.read(answer));
        answer = answer.next();
        waits.addAll(MetadataLocksQuestion.waits(tableLocks.read(answer), connected));
        answer = answer.next();
        Statements counted = statements.read(answer);
        answer = answer.next();
        return new Picture(
                new Activity(server.limit(), server.reserved(), connected, waits),
                server.deadlocks(),
                counted,
                passwords.read(answer));
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
