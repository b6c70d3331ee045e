package org.rsvpplatform.database.failover;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The fences by SQL of a kind of server, as {@code failover.fence} names them.
 *
 * @param <K> they
 * @param kinds the one that covers most is the first
 */
public record FenceRanking<K extends Enum<K>>(List<K> kinds) {
    /** The word of a configuration that leaves the choice to us. */
    private static final String BEST = "best";

    /** Those that a word of the configuration allows, by their rank; empty for another word. */
    public List<K> allowedBy(String word) {
        return word.equals(BEST) ? kinds : named(word).stream().toList();
    }

    /** The one of that name. */
    public Optional<K> named(String word) {
        return kinds.stream().filter(kind -> label(kind).equals(word)).findFirst();
    }

    /** What it says of a word that it does not know. */
    public FenceChoice.Lacking unknown(String word) {
        return new FenceChoice.Lacking(
                "failover.fence is %s".formatted(word),
                "one of %s, %s"
                        .formatted(
                                BEST,
                                kinds.stream()
                                        .map(FenceRanking::label)
                                        .collect(Collectors.joining(", "))));
    }

    /** The word for one. */
    public static String label(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
