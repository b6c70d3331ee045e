package org.rsvpplatform.kit.act.command;

import java.util.List;

/** A command that changes something; it becomes a run with steps. */
public non-sealed interface ChangeCommand<P extends Record, R extends Record>
        extends Command<P, R> {
    /**
     * Checks the parameters against the world before anything happens.
     *
     * @return the names of the steps that a run will take, in order
     * @throws InvalidParameters when a value names nothing that exists here
     * @throws Refused when it must not be done now
     */
    List<String> steps(P parameters);

    /** Takes the steps; each is written down before it begins and after it ended. */
    R change(P parameters, Run run) throws RunFailed, InterruptedException;
}
