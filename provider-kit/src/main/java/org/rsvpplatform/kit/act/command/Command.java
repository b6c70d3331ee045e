package org.rsvpplatform.kit.act.command;

/**
 * A named operation. To add one, write a class that is a {@link ReadCommand} or a {@link
 * ChangeCommand} and a bean; nothing else refers to it by name.
 */
public sealed interface Command<P extends Record, R extends Record>
        permits ReadCommand, ChangeCommand {
    Declaration<P, R> declaration();
}
