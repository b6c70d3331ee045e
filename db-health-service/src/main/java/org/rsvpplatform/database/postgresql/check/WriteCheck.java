package org.rsvpplatform.database.postgresql.check;

import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Writes our one row. It commits locally: waiting for a synchronous standby is what the replication
 * check looks at, and a wait that our time-out cancels would be a commit that nobody may count on.
 */
public final class WriteCheck implements Check<PostgresSession> {
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
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        if (survey.inRecovery() || survey.readOnly()) {
            return Outcome.skipped("the server takes no writes");
        }
        return switch (survey.rights().beat()) {
            case ABSENT -> notSetUp("table rsvp_probe.beat is missing");
            case DENIED -> notSetUp("user %s may not write rsvp_probe.beat".formatted(user));
            case READY -> write(session, deadline);
        };
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

    private Outcome write(PostgresSession session, Deadline deadline) throws Exception {
        session.transaction(
                """
                BEGIN;
                SET LOCAL synchronous_commit = local;
                %s;
                COMMIT
                """
                        .formatted(statement(provider)),
                deadline);
        return Outcome.passed("wrote and committed one row in rsvp_probe.beat");
    }

    /** Writes the row of this provider. */
    public static String statement(String provider) {
        return """
        INSERT INTO rsvp_probe.beat AS b (provider, beat, at)
        VALUES (%s, 1, clock_timestamp())
        ON CONFLICT (provider) DO UPDATE SET beat = b.beat + 1, at = excluded.at\
        """
                .formatted(Sql.literal(provider));
    }
}
