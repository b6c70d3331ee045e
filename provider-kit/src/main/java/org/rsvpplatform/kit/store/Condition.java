package org.rsvpplatform.kit.store;

/** Whether the store can be used. */
public sealed interface Condition {

    Condition HEALTHY = new Healthy();

    record Healthy() implements Condition {}

    /**
     * @param failure what kind of failure
     * @param reason what was seen, with the file's name
     * @param hint what to do
     */
    record Failed(Failure failure, String reason, String hint) implements Condition {}

    /** What can be wrong with a store. */
    enum Failure {
        /** No space left. Reading still works, writing is tried again. */
        FULL,
        /** The disk or the file system refuses. Tried again with each use. */
        DISK,
        /** Not a database or one with broken pages. Not touched until somebody replaced it. */
        DAMAGED,
        /** Can't be opened: permissions, a missing folder, a schema of a newer release. */
        NOT_OPEN
    }

    default boolean isHealthy() {
        return this instanceof Healthy;
    }
}
