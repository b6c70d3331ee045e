package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.RequiredRole;

/** Says that a group's last change is known of: another one may follow at once. */
public final class AcknowledgeCommand extends HoldCommand<AcknowledgeCommand.Parameters> {
    private final Successions successions;
    private final Holds holds;

    public record Parameters(
            @Parameter(value = "The group", position = 0, required = true) String group) {}

    public AcknowledgeCommand(Successions successions, Holds holds) {
        this.successions = successions;
        this.holds = holds;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "failover:acknowledge",
                "Know of a group's last failover, so that another one may follow at once",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp failover:acknowledge postgresql",
                Parameters.class,
                Result.class);
    }

    @Override
    void check(Parameters parameters) {
        successions.groups(parameters.group());
    }

    @Override
    Said say(Parameters parameters, String by) {
        List<String> groups = successions.groups(parameters.group());
        return new Said(
                groups.isEmpty()
                        ? String.join("; ", successions.note(groups))
                        : "%s may fail over again at once".formatted(String.join(", ", groups)),
                groups.stream()
                        .map(group -> holds.put(Holds.Kind.ACKNOWLEDGED, group, null, by, null))
                        .map(Hold::of)
                        .toList());
    }
}
