package org.rsvpplatform.kit.act.command;

/** A step of a run did not work; the message is for the operator. */
public final class RunFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public RunFailed(String message) {
        super(message);
    }

    public RunFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
