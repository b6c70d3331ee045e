package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.RequiredRole;

/** Keeps groups from failing over, for a while. */
public final class PauseCommand extends HoldCommand<PauseCommand.Parameters> {
    private final Successions successions;
    private final Holds holds;
    private final Clock clock;

    public record Parameters(
            @Parameter(value = "A domain or a group; all groups without it", position = 0)
                    String target,
            @Parameter(value = "When it ends: 30m, 2h, or a time", required = true) String until,
            @Parameter("Why, for those who wonder later") String why) {}

    public PauseCommand(Successions successions, Holds holds, Clock clock) {
        this.successions = successions;
        this.holds = holds;
        this.clock = clock;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "failover:pause",
                "Keep groups from failing over for a while",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp failover:pause postgresql --until=2h --why='we move the rack'",
                Parameters.class,
                Result.class);
    }

    @Override
    void check(Parameters parameters) {
        successions.groups(parameters.target());
        Until.of(parameters.until(), clock.instant());
    }

    @Override
    Said say(Parameters parameters, String by) {
        Instant end = Until.of(parameters.until(), clock.instant());
        List<String> groups = successions.groups(parameters.target());
        return new Said(
                groups.isEmpty()
                        ? String.join("; ", successions.note(groups))
                        : "no failover of %s until %s".formatted(String.join(", ", groups), end),
                groups.stream()
                        .map(g -> holds.put(Holds.Kind.PAUSED, g, end, by, parameters.why()))
                        .map(Hold::of)
                        .toList());
    }
}
