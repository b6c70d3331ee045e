package org.rsvpplatform.database.postgresql.failover;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a primary's administrator can fence it by; the one that covers most is the first. */
public enum FenceKind {
    SHUTDOWN(FenceRight.SUPERUSER),
    HBA(
            FenceRight.MONITOR,
            FenceRight.SIGNAL_BACKEND,
            FenceRight.READ_SERVER_FILES,
            FenceRight.WRITE_SERVER_FILES,
            FenceRight.READ_FILE,
            FenceRight.HBA_RULES,
            FenceRight.RELOAD),
    ROLES(
            FenceRight.SIGNAL_BACKEND,
            FenceRight.CREATE_ROLE,
            FenceRight.ADMIN_OPTION,
            FenceRight.LOCKED_TABLE);

    /** The word of a configuration that leaves the choice to us. */
    static final String BEST = "best";

    private final Set<FenceRight> takes;

    FenceKind(FenceRight first, FenceRight... others) {
        this.takes = EnumSet.of(first, others);
    }

    /** The rights that it takes. */
    public List<FenceRight> takes() {
        return List.copyOf(takes);
    }

    /** Those of its rights that are not among these. */
    List<FenceRight> missing(Set<FenceRight> held) {
        return takes.stream().filter(right -> !held.contains(right)).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kinds that a word of the configuration allows, by their rank; empty for another word. */
    static List<FenceKind> allowedBy(String word) {
        return word.equals(BEST)
                ? List.of(values())
                : Optional.of(word).stream()
                        .flatMap(w -> Arrays.stream(values()).filter(k -> k.label().equals(w)))
                        .toList();
    }

    /** All words that a configuration may use. */
    static String words() {
        return BEST
                + ", "
                + Arrays.stream(values()).map(FenceKind::label).collect(Collectors.joining(", "));
    }
}
