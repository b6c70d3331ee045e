package org.rsvpplatform.kit.observe.cause;

import java.util.List;

/** Whose words a text uses: this domain's, another's, both or none. */
enum Context {
    OWN(1.0, 1.0, 1.0),
    MIXED(0.85, 0.95, 0.98),
    /** No domain's words. */
    NONE(0.65, 0.88, 1.0),
    /** No domain's words, in a domain whose texts carry its words nearly always. */
    STRANGE(0.4, 0.35, 1.0),
    FOREIGN(0.3, 0.35, 0.8);

    private final double generic;
    private final double named;
    private final double stated;

    Context(double generic, double named, double stated) {
        this.generic = generic;
        this.named = named;
        this.stated = stated;
    }

    static Context of(Wording wording, List<Phrase> own, List<Phrase> foreign, boolean outspoken) {
        long mine = own.stream().filter(phrase -> phrase.find(wording) != null).count();
        long theirs = foreign.stream().filter(phrase -> phrase.find(wording) != null).count();
        if (mine == 0 && theirs == 0) {
            return outspoken ? STRANGE : NONE;
        }
        return mine > theirs ? OWN : mine == theirs ? MIXED : FOREIGN;
    }

    /** What the words of a text are worth here: the more domains use them, the less. */
    double weigh(double score, Rule.Strength strength) {
        return switch (strength) {
            case SUGGESTS -> score * generic;
            case NAMES -> score * named;
            case STATES -> score * stated;
        };
    }
}
