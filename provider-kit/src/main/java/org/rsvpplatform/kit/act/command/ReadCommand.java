package org.rsvpplatform.kit.act.command;

/** A command that only looks. */
public non-sealed interface ReadCommand<P extends Record, R extends Record> extends Command<P, R> {
    /**
     * Looks and answers.
     *
     * @throws InvalidParameters when a value names nothing that exists here
     */
    R read(P parameters) throws InterruptedException;
}
