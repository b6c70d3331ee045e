package org.rsvpplatform.kit.act.command;

/**
 * All there is to know of a command from outside.
 *
 * @param name as it is typed, such as {@code db:reconnect}
 * @param summary one line
 * @param guide the guide's section that it serves
 * @param example a line to copy
 * @param parameters a record; each component carries {@link Parameter}
 * @param result a record
 */
public record Declaration<P extends Record, R extends Record>(
        String name,
        String summary,
        Effect effect,
        RequiredRole role,
        String guide,
        String example,
        Class<P> parameters,
        Class<R> result) {}
