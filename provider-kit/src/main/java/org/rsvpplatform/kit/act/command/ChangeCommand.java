package org.rsvpplatform.kit.act.command;

/** A command that changes something; it becomes a run with steps. */
public non-sealed interface ChangeCommand<P extends Record, R extends Record>
        extends Command<P, R> {
    /**
     * Checks the parameters against the world before anything happens, and says what a run would
     * do.
     *
     * @throws InvalidParameters when a value names nothing that exists here
     * @throws Refused when it must not be done now
     */
    Plan plan(P parameters);

    /**
     * Takes the steps; each is written down before it begins and after it ended.
     *
     * @throws RunFailed it was not done
     * @throws RunRolledBack it was begun, and taken back
     * @throws RunHalted it waits for an answer; a run that {@link #resumes} only
     */
    R change(P parameters, Run run)
            throws RunFailed, RunRolledBack, RunHalted, InterruptedException;

    /**
     * True when a run that the end of the service cut short is taken up again at the next start:
     * {@link #change} is called once more, and the steps that were done are passed over. Each step
     * must then be one that can be taken twice, and no parameter may be secret, since those are not
     * stored.
     */
    default boolean resumes() {
        return false;
    }
}
