package org.rsvpplatform.storage.contract;

import jakarta.inject.Singleton;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;

/** The recipe "a new command = one class": nothing else in this module knows of it. */
@Singleton
public class SampleCommand implements ReadCommand<SampleCommand.Parameters, SampleCommand.Result> {
    public record Parameters(
            @Parameter(value = "What to say", position = 0, required = true) String word,
            @Parameter("How often") int times) {}

    public record Result(String said) {}

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                "storage:say",
                "Say a word",
                Effect.READ,
                RequiredRole.OPERATOR,
                "Sample",
                "./rsvp storage:say hello --times=2",
                Parameters.class,
                Result.class);
    }

    @Override
    public Result read(Parameters parameters) {
        return new Result(parameters.word().repeat(Math.max(1, parameters.times())));
    }
}
