package org.rsvpplatform.database.postgresql.failover;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rsvpplatform.database.failover.FenceRanking;

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

    static final FenceRanking<FenceKind> RANKING = new FenceRanking<>(List.of(values()), SHUTDOWN);

    private final Set<FenceRight> takes;

    FenceKind(FenceRight first, FenceRight... others) {
        this.takes = EnumSet.of(first, others);
    }

    /**
     * Whether one of this word leaves the server running behind it.
     *
     * @param word perhaps of a fence that has another one to fall back on; empty when nobody knows
     */
    static boolean mayStand(String word) {
        return word.isEmpty()
                || word.startsWith(FenceRanking.label(HBA))
                || word.startsWith(FenceRanking.label(ROLES));
    }

    /** The rights that it takes. */
    public List<FenceRight> takes() {
        return List.copyOf(takes);
    }

    /** Those of its rights that are not among these. */
    List<FenceRight> missing(Set<FenceRight> held) {
        return takes.stream().filter(right -> !held.contains(right)).toList();
    }
}
