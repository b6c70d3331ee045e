package org.rsvpplatform.database.mysql.capacity;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A session's lock on a table as a whole, or on another object, which it has or waits for. Sources:
 * the servers' {@code sql/mdl.cc}, "lock compatibility matrices"; MySQL's manual, 29.12.13.3 {@code
 * metadata_locks}.
 *
 * @param type of the object, such as {@code TABLE}
 * @param object empty for what there is only once
 */
record MetadataLock(long pid, String type, String object, String mode, boolean granted) {
    private static final Map<String, Set<String>> BARRED_BY =
            Map.of(
                    "SHARED",
                    Set.of("INTENTION_EXCLUSIVE"),
                    "INTENTION_EXCLUSIVE",
                    Set.of("SHARED"),
                    "SHARED_READ",
                    Set.of("SHARED_NO_READ_WRITE"),
                    "SHARED_WRITE",
                    Set.of("SHARED_READ_ONLY", "SHARED_NO_WRITE", "SHARED_NO_READ_WRITE"),
                    "SHARED_WRITE_LOW_PRIO",
                    Set.of("SHARED_READ_ONLY", "SHARED_NO_WRITE", "SHARED_NO_READ_WRITE"),
                    "SHARED_UPGRADABLE",
                    Set.of("SHARED_UPGRADABLE", "SHARED_NO_WRITE", "SHARED_NO_READ_WRITE"),
                    "SHARED_READ_ONLY",
                    Set.of("SHARED_WRITE", "SHARED_WRITE_LOW_PRIO", "SHARED_NO_READ_WRITE"),
                    "SHARED_NO_WRITE",
                    Set.of(
                            "SHARED_WRITE",
                            "SHARED_WRITE_LOW_PRIO",
                            "SHARED_UPGRADABLE",
                            "SHARED_NO_WRITE",
                            "SHARED_NO_READ_WRITE"),
                    "SHARED_NO_READ_WRITE",
                    Set.of(
                            "SHARED_READ",
                            "SHARED_WRITE",
                            "SHARED_WRITE_LOW_PRIO",
                            "SHARED_UPGRADABLE",
                            "SHARED_READ_ONLY",
                            "SHARED_NO_WRITE",
                            "SHARED_NO_READ_WRITE"));

    /** What MariaDB's backups and FLUSH TABLES WITH READ LOCK take; all others bear each other. */
    private static final Set<String> STOPPING =
            Set.of(
                    "BACKUP_FTWRL1",
                    "BACKUP_FTWRL2",
                    "BACKUP_FLUSH",
                    "BACKUP_WAIT_FLUSH",
                    "BACKUP_WAIT_DDL",
                    "BACKUP_WAIT_COMMIT");

    private static final String EXCLUSIVE = "EXCLUSIVE";

    /** Whether this session has to wait while the other has its lock. */
    boolean barredBy(MetadataLock other) {
        return pid != other.pid
                && type.equals(other.type)
                && object.equals(other.object)
                && (mode.equals(EXCLUSIVE)
                        || other.mode.equals(EXCLUSIVE)
                        || STOPPING.contains(mode)
                        || STOPPING.contains(other.mode)
                        || BARRED_BY.getOrDefault(mode, Set.of()).contains(other.mode));
    }

    /** A table's name; of other objects only what they are, as a name may be a value. */
    String relation() {
        return type.equals("TABLE")
                ? object
                : "a lock of type " + type.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
