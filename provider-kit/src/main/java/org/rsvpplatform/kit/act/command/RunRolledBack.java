package org.rsvpplatform.kit.act.command;

/** A run could not finish and took back what it had done. */
public final class RunRolledBack extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param why it could not finish
     */
    public RunRolledBack(String why) {
        super(why);
    }
}
