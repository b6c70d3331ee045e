package org.rsvpplatform.kit.act.command;

/** A reading command with the parameters of a call; calls that ask for the same are equal. */
public record ReadCall<P extends Record, R extends Record>(
        ReadCommand<P, R> command, P parameters) {
    /**
     * Looks now.
     *
     * @throws InvalidParameters when a value names nothing that exists here
     */
    public R answer() throws InterruptedException {
        return command.read(parameters);
    }
}
