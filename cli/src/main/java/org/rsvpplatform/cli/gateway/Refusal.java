package org.rsvpplatform.cli.gateway;

import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.json.Json;

/** An answer of the gateway that is an error, in the shape of RFC 9457 where it could be read. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Json problem;

    public Refusal(int status, Json problem) {
        super("the gateway answered " + status);
        this.status = status;
        this.problem = problem;
    }

    public int status() {
        return status;
    }

    /** The problem's fields as they came; absent when the answer was none. */
    public Json problem() {
        return problem;
    }

    /** The plan that somebody must agree to first; absent when that is not what is missing. */
    public Json plan() {
        return problem.get("plan");
    }

    public ExitCode exitCode() {
        return switch (status) {
            case 401, 403 -> ExitCode.NOT_ALLOWED;
            case 409, 412, 423, 428 -> ExitCode.REFUSED;
            case 502, 504 -> ExitCode.UNREACHABLE;
            default -> status >= 400 && status < 500 ? ExitCode.USAGE : ExitCode.UNHEALTHY;
        };
    }

    /** What happened, in one line. */
    public String summary() {
        String title = problem.text("title");
        String detail = problem.text("detail");
        if (title.isEmpty() && detail.isEmpty()) {
            return switch (status) {
                case 401 -> "the gateway does not know this token";
                case 403 -> "this token's role does not allow that";
                default ->
                        "the gateway answered %d without a reason; is this a gateway?"
                                .formatted(status);
            };
        }
        return title.isEmpty() || detail.startsWith(title)
                ? detail
                : detail.isEmpty() ? title : title + ": " + detail;
    }

    /** What to do, and where more is written. */
    public List<String> hints() {
        List<String> hints = new ArrayList<>();
        String hint = problem.text("hint");
        for (Json error : problem.get("errors").items()) {
            String field = error.text("field");
            String wrong = error.text("problem");
            String fix = error.text("fix");
            boolean told = summary().contains(field + " " + wrong) && fix.equals(hint);
            if (!told) {
                hints.add("%s: %s%s".formatted(field, wrong, fix.isEmpty() ? "" : "; " + fix));
            }
        }
        add(hints, "", hint);
        add(hints, "cause: ", problem.text("cause"));
        add(hints, "more: ", problem.text("link"));
        if (hints.isEmpty() && status == 401) {
            hints.add("set RSVP_TOKEN; the token of a suite started here lies in .rsvp/token");
        }
        return hints;
    }

    private static void add(List<String> hints, String before, String text) {
        if (!text.isEmpty()) {
            hints.add(before + text);
        }
    }
}
