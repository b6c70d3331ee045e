package org.rsvpplatform.database.host;

/**
 * How far a server that runs is with its start or its end, by its own log.
 *
 * @param pid its process, which may be another one than the one that we knew
 * @param word the line of its log that says so
 */
public record Progress(Stage stage, int pid, String word) {
    /** What a server does between its first line and its last. */
    public enum Stage {
        STARTING,
        READY,
        STOPPING
    }
}
