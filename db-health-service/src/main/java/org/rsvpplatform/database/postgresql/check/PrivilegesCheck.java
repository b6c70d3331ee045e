package org.rsvpplatform.database.postgresql.check;

import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Rights;
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
        Rights rights = session.survey(deadline).rights();
        if (rights.schema() == null) {
            return Outcome.failed(
                    missing("user %s may use no schema of its search_path".formatted(user)));
        }
        if (!rights.deniedEverywhere().isEmpty()) {
            return Outcome.failed(
                    missing(
                            "user %s may not %s on any of the %d tables in schema %s"
                                    .formatted(
                                            user,
                                            String.join(", ", rights.deniedEverywhere()),
                                            rights.tables(),
                                            rights.schema())));
        }
        if (!rights.denied().isEmpty()) {
            return Outcome.degraded(
                    missing(
                            "user %s lacks %s (schema %s)"
                                    .formatted(
                                            user,
                                            String.join(", ", rights.denied()),
                                            rights.schema())));
        }
        return Outcome.passed(
                "user %s may read and write all %d tables in schema %s"
                        .formatted(user, rights.tables(), rights.schema()));
    }

    private static Signal missing(String detail) {
        return new Signal.Fact("privilege-missing", detail);
    }
}
