package org.rsvpplatform.cli.command;

import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.Page;
import org.rsvpplatform.cli.output.ResultText;

/**
 * Shows how a run ended: its outcome first, its steps when something went wrong or they are asked
 * for, then its result.
 */
final class RunReport {
    private final Page page;
    private final boolean verbose;

    RunReport(Page page, boolean verbose) {
        this.page = page;
        this.verbose = verbose;
    }

    void show(Json run) {
        page.outcome(
                run.text("state"),
                "%s %s  %s".formatted(run.text("domain"), run.text("command"), run.text("state")),
                "run " + run.text("id"));
        ResultText text = new ResultText(page, verbose);
        if (verbose || !run.text("state").equals("succeeded")) {
            text.show(run.get("steps"));
        }
        if (run.get("result").isPresent()) {
            text.show(run.get("result"));
        }
        for (String field : new String[] {"problem", "reason", "hint"}) {
            if (!run.text(field).isEmpty()) {
                page.outcome("", field + ": " + run.text(field), "");
            }
        }
        Json question = run.get("question");
        if (question.isPresent()) {
            page.outcome("", "question: " + question.text("text"), "");
            for (Json answer : question.get("answers").items()) {
                page.outcome(
                        "",
                        "  ./rsvp answer %s %s %s"
                                .formatted(run.text("domain"), run.text("id"), answer.text()),
                        "");
            }
        }
    }
}
