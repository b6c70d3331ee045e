package org.rsvpplatform.storage.contract;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.Effect;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Parameter;
import org.rsvpplatform.kit.act.command.ReadCommand;
import org.rsvpplatform.kit.act.command.RequiredRole;

/** A command whose answer is worth following: how often it was asked. */
@Singleton
public class WatchedCommand
        implements ReadCommand<WatchedCommand.Parameters, WatchedCommand.Result> {
    static final AtomicInteger LOOKS = new AtomicInteger();

    public record Parameters(
            @Parameter(value = "Who asks", position = 0) String who,
            @Parameter("Looks between two that fail") int failing) {}

    public record Result(String who, int looks) {}

    @Override
    public Declaration<Parameters, Result> declaration() {
        return new Declaration<>(
                        "storage:watch",
                        "Count the looks",
                        Effect.READ,
                        RequiredRole.OPERATOR,
                        "Sample",
                        "./rsvp storage:watch",
                        Parameters.class,
                        Result.class)
                .worthFollowing();
    }

    @Override
    public Result read(Parameters parameters) {
        if ("nobody".equals(parameters.who())) {
            throw new InvalidParameters("who", "is nobody", "be somebody");
        }
        int looks = LOOKS.incrementAndGet();
        if (parameters.failing() > 0 && looks % parameters.failing() == 0) {
            throw new IllegalStateException("it broke");
        }
        return new Result(parameters.who(), looks);
    }
}
