package org.rsvpplatform.database.mysql.failover;

import java.util.List;
import org.rsvpplatform.database.failover.FenceRanking;

/**
 * What a MariaDB primary's administrator can fence it by; the one that covers most is the first.
 */
public enum FenceKind {
    SHUTDOWN("READ_ONLY ADMIN", "SHUTDOWN"),
    ACCOUNTS("READ_ONLY ADMIN", "CREATE USER", "CONNECTION ADMIN", "PROCESS");

    static final FenceRanking<FenceKind> RANKING = new FenceRanking<>(List.of(values()), SHUTDOWN);

    private final List<String> takes;

    FenceKind(String... takes) {
        this.takes = List.of(takes);
    }

    /** The privileges on everything that it takes. */
    public List<String> takes() {
        return takes;
    }
}
