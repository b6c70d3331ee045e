package org.rsvpplatform.database.mysql.inquiry;

import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether a database is not for us or not there: who has no grant on it is refused with the same
 * error 1044. The observer, which may SHOW DATABASES, sees all of them.
 */
public final class DatabaseInquiry implements Inquiry {
    private static final String MISSING = "db.database-missing";
    private static final String DENIED = "db.permission-denied";

    private static final Pattern ACCOUNT = Pattern.compile("'[^']*'@'([^']+)' to database");

    private final MysqlSettings settings;
    private final Connector connector;

    public DatabaseInquiry(MysqlSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    @Override
    public String name() {
        return "observer-databases";
    }

    @Override
    public Set<String> about() {
        return Set.of(MISSING, DENIED);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        Optional<String> refusal =
                failure.signals().stream()
                        .filter(Signal.ErrorCode.class::isInstance)
                        .map(Signal.ErrorCode.class::cast)
                        .filter(code -> code.code().equals("1044"))
                        .map(code -> String.valueOf(code.message()))
                        .findFirst();
        if (refusal.isEmpty()) {
            return null;
        }
        Map<String, String> account = account(refusal.get());
        if (settings.observer().isEmpty()) {
            return new Finding(
                    name(),
                    Set.of(),
                    Set.of(),
                    "without an observer nobody sees whether database %s is there"
                            .formatted(settings.database()),
                    account);
        }
        Login observer = settings.observer().orElseThrow();
        try (MysqlSession session = connector.open(observer, "", Attempt.by(deadline, trace))) {
            Row row =
                    session.row(
                            """
                            SELECT count(*) AS found, (SELECT count(*)
                                FROM information_schema.user_privileges
                                WHERE privilege_type = 'SHOW DATABASES' AND grantee = concat('''',
                                    substring_index(current_user(), '@', 1), '''@''',
                                    substring_index(current_user(), '@', -1), '''')) AS all_seen
                            FROM information_schema.schemata WHERE schema_name = %s
                            """
                                    .formatted(Sql.literal(settings.database())),
                            deadline);
            return judge(observer, row.getLong("found") > 0, row.getLong("all_seen") > 0, account);
        } catch (LayerFailure | ExecutionException e) {
            return null;
        }
    }

    /** Error 1044 names the account, not where we are. */
    private static Map<String, String> account(String refusal) {
        Matcher matcher = ACCOUNT.matcher(refusal);
        return matcher.find() ? Map.of("accountHost", matcher.group(1)) : Map.of();
    }

    private Finding judge(
            Login observer, boolean there, boolean seesAll, Map<String, String> account) {
        String seen = " (seen by observer %s)".formatted(observer.user());
        if (there) {
            return new Finding(
                    name(),
                    Set.of(DENIED),
                    Set.of(MISSING),
                    "database %s exists%s".formatted(settings.database(), seen),
                    account);
        }
        return seesAll
                ? new Finding(
                        name(),
                        Set.of(MISSING),
                        Set.of(DENIED),
                        "there is no database %s%s".formatted(settings.database(), seen),
                        account)
                : null;
    }
}
