package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One execution of a changing command, as it is stored and answered.
 *
 * @param parameters as they were given; secrets are left out
 * @param progress from 0 to 1
 * @param problem why it did not succeed; absent while it runs and when it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunDocument(
        String id,
        String command,
        State state,
        Instant startedAt,
        Instant finishedAt,
        double progress,
        JsonNode parameters,
        List<StepDocument> steps,
        JsonNode result,
        String problem,
        String startedBy) {

    /** Where a run is. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        REFUSED,
        ROLLED_BACK,
        HALTED,
        CANCELLED;

        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public boolean finished() {
            return this != RUNNING && this != HALTED;
        }
    }

    /** One step; {@code state} is pending, running, done or failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepDocument(
            String name, String state, String detail, Instant startedAt, Instant finishedAt) {}
}
