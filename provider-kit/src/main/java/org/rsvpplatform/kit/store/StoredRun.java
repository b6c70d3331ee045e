package org.rsvpplatform.kit.store;

import java.time.Instant;

/**
 * One execution of a command, as it is kept.
 *
 * @param id unique, given by the caller
 * @param state in the caller's words
 * @param finished null while it runs
 * @param document all else about the run as JSON, without secrets: that is the caller's duty, since
 *     a document that was changed on its way could not be resumed
 */
public record StoredRun(
        String id,
        String command,
        String state,
        Instant started,
        Instant finished,
        String document) {}
