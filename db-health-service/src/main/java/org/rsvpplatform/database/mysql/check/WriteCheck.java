package org.rsvpplatform.database.mysql.check;

import io.vertx.mysqlclient.MySQLException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Writes our one row. Its commit would wait for a semi-synchronous replica like any other, and no
 * session can ask not to; so while commits wait, we do not join them.
 */
public final class WriteCheck implements Check<MysqlSession> {
    /** Table or command denied, no such table, no such database. */
    private static final Set<Integer> NOT_SET_UP = Set.of(1142, 1143, 1044, 1146, 1049);

    private final String provider;
    private final String user;

    public WriteCheck(String provider, String user) {
        this.provider = provider;
        this.user = user;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        if (survey.readOnly().isPresent()) {
            return Outcome.skipped("the server takes no writes");
        }
        Survey.SemiSync semiSync = survey.semiSync();
        if (semiSync.working() && (semiSync.replicas() == 0 || semiSync.waiting() > 0)) {
            return Outcome.skipped("a commit would wait for the semi-synchronous replica");
        }
        if (!survey.beatSeen()) {
            return notSetUp(
                    "user %s sees no table rsvp_probe.beat: it is missing, or not for us"
                            .formatted(user));
        }
        try {
            session.run(statement(provider), deadline);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MySQLException said
                    && NOT_SET_UP.contains(said.getErrorCode())) {
                return notSetUp("user %s may not write rsvp_probe.beat".formatted(user));
            }
            throw e;
        }
        return Outcome.passed("wrote and committed one row in rsvp_probe.beat");
    }

    /** Writes the row of a provider. */
    public static String statement(String provider) {
        return """
        INSERT INTO rsvp_probe.beat (provider, beat, at) VALUES (%s, 1, now(6))
        ON DUPLICATE KEY UPDATE beat = beat + 1, at = now(6)\
        """
                .formatted(Sql.literal(provider));
    }

    /** It says nothing about the platform's own writes, so it is no outage. */
    private static Outcome notSetUp(String what) {
        return Outcome.degraded(
                new Signal.Fact(
                        "privilege-missing",
                        what
                                + ", so writes are not checked; providers:grants prints what it"
                                + " needs"));
    }
}
