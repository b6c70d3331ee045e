package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One execution of a changing command, as it is stored and answered.
 *
 * @param parameters as they were given; secrets are left out
 * @param plan the plan that it carries out
 * @param notes what later steps need of earlier ones, by name
 * @param progress from 0 to 1
 * @param problem why it did not succeed; absent while it runs and when it did
 * @param question what it waits for; only while it is halted
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
        Agreement plan,
        List<StepDocument> steps,
        Map<String, String> notes,
        JsonNode result,
        String problem,
        Question question,
        String startedBy) {

    /**
     * The plan that a run carries out.
     *
     * @param agreed true when somebody gave its hash
     * @param basis what it rests on, by name
     * @param ceilings what may be lost at most, by unit
     * @param unbounded true when any loss was agreed to, since nobody could say how much it is
     */
    public record Agreement(
            String hash,
            boolean agreed,
            Map<String, String> basis,
            Map<String, Long> ceilings,
            boolean unbounded) {}

    /**
     * @param answers what {@code POST /runs/{id}/resume} takes
     */
    public record Question(String text, List<Run.Answer> answers) {}

    /** One of its notes. */
    public Optional<String> note(String name) {
        return notes == null ? Optional.empty() : Optional.ofNullable(notes.get(name));
    }

    /** The lines that answer its question; empty when it asks nothing. */
    public Optional<String> howToGoOn(String domain) {
        return Optional.ofNullable(question)
                .map(
                        asked ->
                                "./rsvp answer %s %s %s"
                                        .formatted(
                                                domain,
                                                id,
                                                asked.answers().stream()
                                                        .map(Run.Answer::label)
                                                        .collect(Collectors.joining("|"))));
    }

    /** Why it takes no answer now. */
    Refused refusedAnswer() {
        return new Refused(
                "the run is %s and waits for no answer".formatted(state.label()),
                "only a halted run is resumed");
    }

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
