package org.rsvpplatform.kit.act.failover;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunFailed;

/**
 * A command that says what holds for a while: one step, which writes it down.
 *
 * @param <P> its parameters
 */
abstract class HoldCommand<P extends Record> implements ChangeCommand<P, HoldCommand.Result> {
    private static final String STEP = "write it down";

    /** What was said. */
    public record Result(List<Hold> holds) {}

    /** Checks the parameters; nothing is done. */
    abstract void check(P parameters);

    abstract Said say(P parameters, String by);

    /**
     * What came of it.
     *
     * @param told what was done, a sentence
     * @param holds what holds now
     */
    record Said(String told, List<Hold> holds) {}

    @Override
    public final Plan plan(P parameters) {
        check(parameters);
        return Plan.of(List.of(STEP));
    }

    @Override
    public final Result change(P parameters, Run run) throws RunFailed, InterruptedException {
        AtomicReference<List<Hold>> holds = new AtomicReference<>(List.of());
        run.step(
                STEP,
                () -> {
                    Said said = say(parameters, run.startedBy());
                    holds.set(said.holds());
                    return said.told();
                });
        return new Result(holds.get());
    }
}
