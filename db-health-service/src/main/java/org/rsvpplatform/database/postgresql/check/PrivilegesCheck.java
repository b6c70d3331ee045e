package org.rsvpplatform.database.postgresql.check;

import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks whether our user may read and write the platform's tables. Source: PostgreSQL's
 * has_table_privilege.
 */
public final class PrivilegesCheck implements Check<PostgresSession> {
    private final String user;

    public PrivilegesCheck(String user) {
        this.user = user;
    }

    @Override
    public Layer layer() {
        return Layer.AUTHORIZATION;
    }

    @Override
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        if (survey.schema() == null) {
            return Outcome.failed(
                    missing("user %s may use no schema of its search_path".formatted(user)));
        }
        if (!survey.deniedEverywhere().isEmpty()) {
            return Outcome.failed(
                    missing(
                            "user %s may not %s on any of the %d tables in schema %s"
                                    .formatted(
                                            user,
                                            String.join(", ", survey.deniedEverywhere()),
                                            survey.tables(),
                                            survey.schema())));
        }
        if (!survey.denied().isEmpty()) {
            return Outcome.degraded(
                    missing(
                            "user %s lacks %s (schema %s)"
                                    .formatted(
                                            user,
                                            String.join(", ", survey.denied()),
                                            survey.schema())));
        }
        return Outcome.passed(
                "user %s may read and write all %d tables in schema %s"
                        .formatted(user, survey.tables(), survey.schema()));
    }

    private static Signal missing(String detail) {
        return new Signal.Fact("privilege-missing", detail);
    }
}
