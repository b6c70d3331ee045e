package org.rsvpplatform.database.mysql.check;

import java.util.Optional;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks whether the server is what its role needs: the active one takes writes, a replica does not.
 * A user with READ_ONLY ADMIN (SUPER) writes through {@code read_only}; the platform's has none.
 */
public final class RoleCheck implements Check<MysqlSession> {
    private final Role role;

    public RoleCheck(Role role) {
        this.role = role;
    }

    @Override
    public Layer layer() {
        return Layer.OPERATION;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        return switch (role) {
            case ACTIVE -> active(survey);
            case STANDBY -> standby(survey);
        };
    }

    private static Outcome active(Survey survey) {
        Optional<String> setting = survey.readOnly();
        return setting.isEmpty()
                ? Outcome.passed("takes writes")
                : Outcome.failed(
                        new Signal.Fact(
                                "default-read-only",
                                "the server is read-only (%s is on), and our configuration has it as"
                                                .formatted(setting.get())
                                        + " the active one"));
    }

    private static Outcome standby(Survey survey) {
        return survey.readOnly()
                .map(setting -> Outcome.passed("takes no writes (%s is on)".formatted(setting)))
                .orElseGet(
                        () ->
                                Outcome.degraded(
                                        new Signal.Fact(
                                                "standby-writable",
                                                "the replica takes writes of its own: read_only is"
                                                        + " off")));
    }
}
