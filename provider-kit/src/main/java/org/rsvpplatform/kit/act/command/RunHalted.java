package org.rsvpplatform.kit.act.command;

import java.util.List;

/** A run can't go on by itself: it waits for an operator's answer to a question. */
public final class RunHalted extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Run.Answer> answers;

    /**
     * @param question what happened, and what has to be decided
     * @param answers those that make sense here
     */
    public RunHalted(String question, List<Run.Answer> answers) {
        super(question);
        this.answers = List.copyOf(answers);
    }

    List<Run.Answer> answers() {
        return answers;
    }
}
