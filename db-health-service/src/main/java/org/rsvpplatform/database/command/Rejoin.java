package org.rsvpplatform.database.command;

import jakarta.inject.Singleton;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Rejoins;

/** Makes a former active database follow the present one, which replaces its data. */
@Singleton
public final class Rejoin implements ChangeCommand<Rejoin.Parameters, Rejoins.Result> {
    private final Rejoins rejoins;

    public record Parameters(
            @Parameter(
                            value = "The database that is to follow the active one of its group",
                            required = true,
                            position = 0)
                    String provider) {}

    public Rejoin(Rejoins rejoins) {
        this.rejoins = rejoins;
    }

    @Override
    public Declaration<Parameters, Rejoins.Result> declaration() {
        return new Declaration<>(
                "db:rejoin",
                "Make a former active database follow the present one; its data are kept aside",
                Effect.DESTROY,
                RequiredRole.OPERATOR,
                "Provider Failover",
                "./rsvp db:rejoin postgresql",
                Parameters.class,
                Rejoins.Result.class);
    }

    @Override
    public boolean resumes() {
        return true;
    }

    @Override
    public Plan plan(Parameters parameters) {
        return rejoins.plan(parameters.provider());
    }

    @Override
    public Rejoins.Result change(Parameters parameters, Run run)
            throws RunFailed, InterruptedException {
        return rejoins.carryOut(parameters.provider(), run);
    }
}
