package org.rsvpplatform.kit.observe.cause;

import java.util.List;

/**
 * How a cause is recognised.
 *
 * @param words what texts say
 * @param unless phrases that take the words' meaning away
 */
record Rule(Cause cause, List<SignalMatcher> signals, List<Words> words, List<Phrase> unless) {

    /** How much a phrase says. */
    enum Strength {
        /** The server's own word: excludes the neighbours. */
        STATES(92),
        /** Words that are used for this cause only. */
        NAMES(78),
        /** Words that every domain uses (a reset, a certificate): the context decides. */
        SUGGESTS(66);

        final int score;

        Strength(int score) {
            this.score = score;
        }
    }

    record Words(Phrase phrase, Strength strength) {}
}
