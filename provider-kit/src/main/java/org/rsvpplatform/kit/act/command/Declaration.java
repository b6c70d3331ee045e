package org.rsvpplatform.kit.act.command;

import java.util.Arrays;
import org.rsvpplatform.kit.redaction.Secret;

/**
 * All there is to know of a command from outside.
 *
 * @param name as it is typed, such as {@code db:reconnect}
 * @param summary one line
 * @param guide the guide's section that it serves
 * @param example a line to copy
 * @param parameters a record; each component carries {@link Parameter}
 * @param result a record
 * @param followable whether the answer is worth following: it is then a stream of events, too
 */
public record Declaration<P extends Record, R extends Record>(
        String name,
        String summary,
        Effect effect,
        RequiredRole role,
        String guide,
        String example,
        Class<P> parameters,
        Class<R> result,
        boolean followable) {
    /** What a stream takes beside the parameters of its command. */
    public static final String EVERY = "every";

    public Declaration {
        if (followable && effect != Effect.READ) {
            throw new IllegalArgumentException(name + " is followed, and does not only read");
        }
        // A stream is asked for by its address alone, and addresses stand in logs.
        if (followable && has(parameters, Secret.class, EVERY)) {
            throw new IllegalArgumentException(
                    name + " is followed: none of its parameters may be secret or named " + EVERY);
        }
    }

    /** Of a command whose answer is asked for once. */
    public Declaration(
            String name,
            String summary,
            Effect effect,
            RequiredRole role,
            String guide,
            String example,
            Class<P> parameters,
            Class<R> result) {
        this(name, summary, effect, role, guide, example, parameters, result, false);
    }

    /** The same of a command whose answer is worth following. */
    public Declaration<P, R> worthFollowing() {
        return new Declaration<>(
                name, summary, effect, role, guide, example, parameters, result, true);
    }

    private static boolean has(Class<? extends Record> parameters, Class<?> type, String name) {
        return Arrays.stream(parameters.getRecordComponents())
                .anyMatch(c -> c.getType() == type || c.getName().equals(name));
    }
}
