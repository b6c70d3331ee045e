package org.rsvpplatform.cli.output;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.json.Json;

/**
 * Shows a diagnosis: why, how sure, from what evidence, what else it could be, what follows from
 * it, what to do.
 */
final class DiagnosisBlock {
    private static final int LABEL = 11;

    private final Page page;
    private final String indent;

    DiagnosisBlock(Page page, String indent) {
        this.page = page;
        this.indent = indent;
    }

    /** Whether an object is a diagnosis. */
    static boolean fits(Json value) {
        return !value.text("cause").isEmpty()
                && (value.get("evidence") instanceof Json.Arr
                        || value.get("remedies") instanceof Json.Arr);
    }

    void show(Json diagnosis) {
        page.labelled(indent, "why", LABEL, why(diagnosis));
        String label = "seen";
        for (Json evidence : diagnosis.get("evidence").items()) {
            page.labelled(indent, label, LABEL, evidence(evidence));
            label = "";
        }
        String alternatives = joined(diagnosis.get("alternatives").items());
        if (!alternatives.isEmpty()) {
            page.labelled(indent, "or else", LABEL, alternatives);
        }
        label = "so that";
        for (Json consequence : diagnosis.get("consequences").items()) {
            page.labelled(indent, label, LABEL, consequence(consequence));
            label = "";
        }
        remedies(diagnosis.get("remedies").items());
        if (!diagnosis.text("link").isEmpty()) {
            page.labelled(indent, "more", LABEL, diagnosis.text("link"));
        }
    }

    private String why(Json diagnosis) {
        String code = diagnosis.text("cause");
        if (code.equals("unknown")) {
            return "unknown: what was seen fits no cause that we know";
        }
        String title = diagnosis.text("title");
        String confidence = diagnosis.text("confidence").toLowerCase(Locale.ROOT);
        return "%s%s%s"
                .formatted(
                        title.isEmpty() ? "" : title + "  ",
                        page.style().bold(code),
                        confidence.isEmpty() ? "" : " (" + confidence + ")");
    }

    private static String evidence(Json evidence) {
        if (evidence.isScalar()) {
            return evidence.text();
        }
        String text =
                evidence.text("text").isEmpty() ? evidence.text("seen") : evidence.text("text");
        String check = evidence.text("check");
        return check.isEmpty() ? text : text + " [" + check + "]";
    }

    private static String consequence(Json consequence) {
        if (consequence.isScalar()) {
            return consequence.text();
        }
        String provider = consequence.text("provider");
        String evidence = consequence.text("evidence");
        return (provider.isEmpty() ? "" : provider + ": ")
                + consequence.text("cause")
                + (evidence.isEmpty() ? "" : ", " + evidence);
    }

    private static String joined(List<Json> values) {
        return values.stream()
                .map(v -> v.isScalar() ? v.text() : v.text("cause"))
                .filter(t -> !t.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private void remedies(List<Json> remedies) {
        String label = "do";
        int number = 1;
        String below = indent + " ".repeat(LABEL);
        for (Json remedy : remedies) {
            String before = remedies.size() > 1 ? number++ + ". " : "";
            page.labelled(
                    indent,
                    label,
                    LABEL,
                    before + (remedy.isScalar() ? remedy.text() : remedy.text("text")));
            label = "";
            for (Json line : remedy.get("lines").items()) {
                page.verbatim(below + " ".repeat(4), line.text());
            }
            String command = commandLine(remedy.get("command"));
            if (!command.isEmpty()) {
                page.verbatim(below + " ".repeat(4), command);
            }
        }
    }

    /** Our own command as it is typed. */
    private static String commandLine(Json command) {
        if (command.text("name").isEmpty()) {
            return command.text();
        }
        StringBuilder line = new StringBuilder("./rsvp ").append(command.text("name"));
        for (Map.Entry<String, Json> parameter : command.get("parameters").fields().entrySet()) {
            line.append(' ')
                    .append(
                            CommandLineText.argument(
                                    parameter.getKey(),
                                    parameter.getValue(),
                                    command.text("name")));
        }
        return line.toString();
    }
}
