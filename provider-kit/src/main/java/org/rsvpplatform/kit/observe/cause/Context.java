package org.rsvpplatform.kit.observe.cause;

import java.util.List;

/** Whose words a text uses: this domain's, another's, both or none. */
enum Context {
    OWN(1.0),
    MIXED(0.85),
    NONE(0.65),
    FOREIGN(0.3);

    private final double weight;

    Context(double weight) {
        this.weight = weight;
    }

    static Context of(Wording wording, List<Phrase> own, List<Phrase> foreign) {
        long mine = own.stream().filter(phrase -> phrase.find(wording) != null).count();
        long theirs = foreign.stream().filter(phrase -> phrase.find(wording) != null).count();
        if (mine == 0 && theirs == 0) {
            return NONE;
        }
        return mine > theirs ? OWN : mine == theirs ? MIXED : FOREIGN;
    }

    /** What a score is worth here; words that any domain uses depend on the context fully. */
    double weigh(double score, boolean generic) {
        if (generic) {
            return score * weight;
        }
        return this == FOREIGN ? score * 0.8 : this == MIXED ? score * 0.97 : score;
    }
}
