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
 * @param shutdown the one of which only a closed port tells whether it stands
 */
public record FenceRanking<K extends Enum<K>>(List<K> kinds, K shutdown) {
    /** The word of a configuration that leaves the choice to us. */
    private static final String BEST = "best";

    /**
     * Those that come into question at a server, by their rank; empty where {@link #whyNone} tells
     * why.
     *
     * @param word of the configuration
     */
    public List<K> at(Member<?, ?> server, String word) {
        boolean hidden = server.port().hidden(server.name()).isPresent();
        return allowedBy(word).stream().filter(kind -> !hidden || kind != shutdown).toList();
    }

    private List<K> allowedBy(String word) {
        return word.equals(BEST) ? kinds : named(word).stream().toList();
    }

    /** Why none can be raised at a server, whatever its administrator may do. */
    public Optional<FenceChoice.Lacking> whyNone(Member<?, ?> server, String word) {
        if (allowedBy(word).isEmpty()) {
            return Optional.of(unknown(word));
        }
        if (at(server, word).isEmpty()) {
            return server.port().hidden(server.name());
        }
        return server.administrator().login().isEmpty()
                ? Optional.of(
                        new FenceChoice.Lacking(
                                server.name() + " has no administrator configured",
                                "configure administrator"))
                : Optional.empty();
    }

    /** The one of that name. */
    public Optional<K> named(String word) {
        return kinds.stream().filter(kind -> label(kind).equals(word)).findFirst();
    }

    private FenceChoice.Lacking unknown(String word) {
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
