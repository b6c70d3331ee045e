package org.rsvpplatform.cli.output;

import java.util.List;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.json.Json;

/** What a result says to the shell. */
public final class Verdict {
    private Verdict() {}

    /**
     * The result's own verdict, else that of its state; a domain that did not answer is never good.
     */
    public static ExitCode of(Json result, boolean strict) {
        if (!result.get("unreachable").items().isEmpty()) {
            return ExitCode.UNHEALTHY;
        }
        String verdict = result.text("verdict");
        if (verdict.isEmpty()) {
            verdict = ofState(result.text("state"));
        }
        return switch (verdict) {
            case "bad" -> ExitCode.UNHEALTHY;
            case "warning" -> strict ? ExitCode.UNHEALTHY : ExitCode.GOOD;
            default -> ExitCode.GOOD;
        };
    }

    private static String ofState(String state) {
        return switch (state) {
            case "DOWN", "UNKNOWN" -> "bad";
            case "DEGRADED" -> "warning";
            default -> "good";
        };
    }

    /** The exit code of a finished run. */
    public static ExitCode ofRun(Json run, boolean strict) {
        return switch (run.text("state")) {
            case "succeeded" -> of(run.get("result"), strict);
            case "refused" -> ExitCode.REFUSED;
            default -> ExitCode.UNHEALTHY;
        };
    }

    /** Whether a run has come to its end, or waits for an answer. */
    public static boolean isOver(Json run) {
        return List.of("succeeded", "failed", "refused", "rolled-back", "halted", "cancelled")
                .contains(run.text("state"));
    }
}
