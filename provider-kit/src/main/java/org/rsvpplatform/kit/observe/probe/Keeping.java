package org.rsvpplatform.kit.observe.probe;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How a session outlives its probe. A login is the dearest part of most probes, for the server too;
 * as long as nothing hints that the next one would be answered otherwise, one login serves several
 * probes.
 *
 * @param most how long a login serves; zero for the one probe that made it
 * @param fate what becomes of a session through which all was well; to ask changes nothing
 * @param probed hears at the end of each probe through which session it has asked, whatever came of
 *     it; after one that is outdated also through which one it then asked
 * @param again the same connection for the next probe, without anything that the last one read
 * @param <C> the kind of session
 */
public record Keeping<C extends Session>(
        Duration most, Function<C, Fate> fate, Consumer<C> probed, UnaryOperator<C> again) {

    /** What becomes of a session at the end of its probe. */
    public enum Fate {
        /** The next probe uses it. */
        STAYS,

        /** It is closed, since others may need its place. */
        ENDS,

        /** A new login may be answered otherwise: it is closed, and this probe logs in anew. */
        OUTDATED;

        /**
         * Of a session of a server that says how it is.
         *
         * @param outdated whether a new login may be answered otherwise
         * @param roomy whether the server has connections to spare
         */
        public static Fate of(boolean outdated, boolean roomy) {
            if (outdated) {
                return OUTDATED;
            }
            return roomy ? STAYS : ENDS;
        }
    }

    /** Each probe logs in. */
    public static <C extends Session> Keeping<C> none() {
        return new Keeping<>(
                Duration.ZERO, session -> Fate.ENDS, session -> {}, UnaryOperator.identity());
    }
}
