package org.rsvpplatform.database.failover;

import java.util.Set;

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

    private static final Set<String> OWN =
            Set.of(
                    "db.auth-method-unsupported",
                    "db.authentication-failed",
                    "db.certificate-expiring",
                    "db.constraint-violated",
                    "db.corruption",
                    "db.database-missing",
                    "db.deadlock",
                    "db.disk-full",
                    "db.idle-in-transaction",
                    "db.lock-timeout",
                    "db.long-transaction",
                    "db.out-of-memory",
                    "db.packet-too-large",
                    "db.password-expired",
                    "db.password-expiring",
                    "db.permission-denied",
                    "db.pool-exhausted",
                    "db.read-only",
                    "db.replication-broken",
                    "db.replication-lag",
                    "db.role-missing",
                    "db.schema-mismatch",
                    "db.schema-missing",
                    "db.serialization-failure",
                    "db.shutting-down",
                    "db.slot-lost",
                    "db.slow-queries",
                    "db.standby-writable",
                    "db.starting-up",
                    "db.statement-timeout",
                    "db.syntax-error",
                    "db.temporary-files",
                    "db.tls-required",
                    "db.too-many-connections",
                    "db.vacuum-behind",
                    "db.wal-retained",
                    "db.wraparound-near",
                    "db.wrong-kind");

    /** By the code of the cause; one that is not known here tells nothing. */
    public static LastWord of(String cause) {
        if (CLOSED.contains(cause)) {
            return PORT_IS_CLOSED;
        }
        return OWN.contains(cause) ? ITS_OWN : NONE;
    }
}
