package org.rsvpplatform.kit.act.failover;

import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.RequiredRole;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;

/** A rejoin under a name that no domain has. */
record RejoinCommand(Rejoins rejoins)
        implements ChangeCommand<RejoinCommand.Parameters, Rejoins.Result> {

    record Parameters(@Parameter(value = "A provider", required = true) String provider) {}

    @Override
    public Declaration<Parameters, Rejoins.Result> declaration() {
        return new Declaration<>(
                "scripted:rejoin",
                "Make a provider follow",
                Effect.DESTROY,
                RequiredRole.OPERATOR,
                "Sample",
                "./rsvp scripted:rejoin one",
                Parameters.class,
                Rejoins.Result.class);
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
