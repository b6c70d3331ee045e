package org.rsvpplatform.database.capacity;

import java.util.function.Function;

/** What a look at a server brought, or why it brought nothing. */
public sealed interface Seen<T> {
    /** It is there. */
    record There<T>(T value) implements Seen<T> {}

    /**
     * It isn't.
     *
     * @param why and how to get it, for an operator
     */
    record Missing<T>(String why) implements Seen<T> {}

    /** What was found in it, which may be nothing. */
    default <U> Seen<U> then(Function<? super T, Seen<U>> part) {
        return switch (this) {
            case There<T> there -> part.apply(there.value());
            case Missing<T> missing -> new Missing<>(missing.why());
        };
    }

    /** A part of it. */
    default <U> Seen<U> map(Function<? super T, ? extends U> part) {
        return then(value -> new There<>(part.apply(value)));
    }
}
