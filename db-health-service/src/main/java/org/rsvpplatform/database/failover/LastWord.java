package org.rsvpplatform.database.failover;

import java.util.Set;
import org.rsvpplatform.kit.observe.cause.Cause;

/** What a primary that is DOWN has let us know, by the cause that was named. */
public enum LastWord {
    /** It answers, and says itself what is wrong. */
    ITS_OWN,

    /** Nobody listens there, as far as we are told by the host itself. */
    PORT_IS_CLOSED,

    /**
     * Nothing came back, or we alone are turned away: the host may be gone, or only our way to it,
     * and programs elsewhere may be let in.
     */
    NONE;

    private static final Set<String> CLOSED = Set.of("db.connection-refused", "db.socket-missing");

    private static final Set<String> SILENT =
            Set.of(
                    Cause.UNKNOWN,
                    "db.connection-timeout",
                    "db.connection-lost",
                    "db.host-unknown",
                    "db.network-unreachable",
                    "db.tls-failed",
                    "db.host-not-allowed");

    /** By the code of the cause. */
    public static LastWord of(String cause) {
        if (CLOSED.contains(cause)) {
            return PORT_IS_CLOSED;
        }
        return SILENT.contains(cause) ? NONE : ITS_OWN;
    }
}
