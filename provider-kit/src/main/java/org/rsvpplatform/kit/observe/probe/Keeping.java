package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How a session outlives its probe. A login is the dearest part of most probes, for the server too;
 * as long as nothing hints that the next one would be answered otherwise, one login serves several
 * probes.
 *
 * @param most how long a login serves; zero for the one probe that made it
 * @param fate what becomes of a session through which all was well
 * @param again the same connection for the next probe, without anything that the last one read
 * @param <C> the kind of session
 */
public record Keeping<C extends Session>(
        Duration most, Function<C, Fate> fate, UnaryOperator<C> again) {

    /** What becomes of a session at the end of its probe. */
    public enum Fate {
        /** The next probe uses it. */
        STAYS,

        /** It is closed, since others may need its place. */
        ENDS,

        /** A new login may be answered otherwise: it is closed, and this probe logs in anew. */
        OUTDATED
    }

    /** Each probe logs in. */
    public static <C extends Session> Keeping<C> none() {
        return new Keeping<>(Duration.ZERO, session -> Fate.ENDS, UnaryOperator.identity());
    }
}
