package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.RequiredRole;

/** Lets groups fail over again that somebody paused. */
public final class ResumeCommand extends HoldCommand<ResumeCommand.Parameters> {
    private final Successions successions;
    private final Holds holds;

    public record Parameters(
            @Parameter(value = "A domain or a group; all groups without it", position = 0)
                    String target) {}

    public ResumeCommand(Successions successions, Holds holds) {
        this.successions = successions;
        this.holds = holds;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "failover:resume",
                "Let groups fail over again that were paused",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp failover:resume postgresql",
                Parameters.class,
                Result.class);
    }

    @Override
    void check(Parameters parameters) {
        successions.groups(parameters.target());
    }

    @Override
    Said say(Parameters parameters, String by) {
        List<String> ended =
                successions.groups(parameters.target()).stream()
                        .filter(group -> holds.end(Holds.Kind.PAUSED, group))
                        .toList();
        return new Said(
                ended.isEmpty()
                        ? "nothing of it was paused"
                        : "%s may fail over again".formatted(String.join(", ", ended)),
                holds.all(Holds.Kind.PAUSED).stream().map(Hold::of).toList());
    }
}
