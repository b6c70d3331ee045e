package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;

/** Takes a provider into maintenance: it is watched, and never acted on. */
public final class MaintenanceCommand extends HoldCommand<MaintenanceCommand.Parameters> {
    private final DomainWatch watch;
    private final Holds holds;
    private final Clock clock;

    public record Parameters(
            @Parameter(value = "The provider", position = 0, required = true) String provider,
            @Parameter("When it ends: 30m, 2h, or a time") String until,
            @Parameter("End it now") boolean end,
            @Parameter("Why, for those who wonder later") String why) {}

    public MaintenanceCommand(DomainWatch watch, Holds holds, Clock clock) {
        this.watch = watch;
        this.holds = holds;
        this.clock = clock;
    }

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "providers:maintenance",
                "Watch a provider without acting on it, for a while",
                Effect.CHANGE,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp providers:maintenance backup-postgresql --until=2h",
                Parameters.class,
                Result.class);
    }

    @Override
    void check(Parameters parameters) {
        List<String> names = watch.providers().stream().map(Provider::name).toList();
        if (!names.contains(parameters.provider())) {
            throw new InvalidParameters(
                    "provider",
                    "\"%s\" names no provider".formatted(parameters.provider()),
                    "use one of " + String.join(", ", names));
        }
        if (parameters.end() == (parameters.until() != null)) {
            throw new InvalidParameters(
                    "until",
                    parameters.end() ? "is of no use with end" : "is missing",
                    "write --until=2h, or --end");
        }
        if (parameters.until() != null) {
            Until.of(parameters.until(), clock.instant());
        }
    }

    @Override
    Said say(Parameters parameters, String by) {
        String told = parameters.end() ? ended(parameters.provider()) : begun(parameters, by);
        return new Said(told, holds.all(Holds.Kind.MAINTENANCE).stream().map(Hold::of).toList());
    }

    private String ended(String provider) {
        return holds.end(Holds.Kind.MAINTENANCE, provider)
                ? "maintenance of %s has ended".formatted(provider)
                : "%s was in no maintenance".formatted(provider);
    }

    private String begun(Parameters parameters, String by) {
        Instant end = Until.of(parameters.until(), clock.instant());
        holds.put(Holds.Kind.MAINTENANCE, parameters.provider(), end, by, parameters.why());
        return "%s is in maintenance until %s".formatted(parameters.provider(), end);
    }
}
