package org.rsvpplatform.database.postgresql.check;

import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks whether the server is what its role needs: the active one takes writes, a standby follows.
 */
public final class RoleCheck implements Check<PostgresSession> {
    private final Role role;

    public RoleCheck(Role role) {
        this.role = role;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(PostgresSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        return switch (role) {
            case ACTIVE -> active(survey);
            case STANDBY -> standby(survey);
        };
    }

    private static Outcome active(Survey survey) {
        if (survey.inRecovery()) {
            return Outcome.failed(
                    new Signal.Fact(
                            "in-recovery",
                            "the server is a standby (pg_is_in_recovery() is true), and our"
                                    + " configuration has it as the active one"));
        }
        if (survey.readOnly()) {
            return Outcome.failed(
                    new Signal.Fact(
                            "default-read-only",
                            "default_transaction_read_only is on (set by: %s)"
                                    .formatted(survey.readOnlySource())));
        }
        return Outcome.passed("takes writes");
    }

    private static Outcome standby(Survey survey) {
        return survey.inRecovery()
                ? Outcome.passed("is a standby, and takes no writes")
                : Outcome.degraded(
                        new Signal.Fact(
                                "replication-stopped",
                                "the server is no standby any more: pg_is_in_recovery() is false,"
                                        + " so it takes writes of its own and follows nobody"));
    }
}
