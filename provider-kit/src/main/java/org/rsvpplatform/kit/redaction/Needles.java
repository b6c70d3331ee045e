package org.rsvpplatform.kit.redaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many texts in one pass: the four characters at each position are looked up in a bit set,
 * and only a hit is compared in full. A text without secrets costs about one array access a
 * character, however many secrets there are. Immutable.
 */
final class Needles {

    static final Needles NONE = new Needles(List.of());

    private static final int PREFIX = Forms.SHORTEST;
    private static final int BITS = 1 << 17;

    private final long[] present = new long[BITS / 64];
    private final Map<Integer, List<Needle>> byPrefix = new HashMap<>();

    Needles(Collection<Needle> needles) {
        for (Needle needle : needles) {
            int hash = hash(needle.text(), 0);
            int bit = bit(hash);
            present[bit >>> 6] |= 1L << bit;
            byPrefix.computeIfAbsent(hash, h -> new ArrayList<>()).add(needle);
        }
        Comparator<Needle> longestFirst =
                Comparator.comparingInt((Needle needle) -> needle.text().length()).reversed();
        byPrefix.values().forEach(list -> list.sort(longestFirst));
    }

    /** Adds every place in the text that has to be hidden. */
    void find(String text, Spans spans) {
        if (byPrefix.isEmpty()) {
            return;
        }
        for (int at = 0; at <= text.length() - PREFIX; at++) {
            int hash = hash(text, at);
            int bit = bit(hash);
            if ((present[bit >>> 6] & 1L << bit) != 0) {
                compare(text, at, byPrefix.getOrDefault(hash, List.of()), spans);
            }
        }
    }

    private static void compare(String text, int at, List<Needle> candidates, Spans spans) {
        for (Needle needle : candidates) {
            if (text.startsWith(needle.text(), at)) {
                spans.add(needle.start(text, at), needle.end(text, at));
            }
        }
    }

    private static int hash(String text, int at) {
        int hash = text.charAt(at);
        hash = hash * 131 + text.charAt(at + 1);
        hash = hash * 131 + text.charAt(at + 2);
        return hash * 131 + text.charAt(at + 3);
    }

    private static int bit(int hash) {
        return (hash ^ hash >>> 15) & BITS - 1;
    }
}
