package org.rsvpplatform.cli.output;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.cli.json.Json;

/** A plan as somebody reads it who is to agree to it: what is done, what it rests on, what goes. */
public final class PlanText {
    private static final String INDENT = "  ";
    private static final int LABEL = 12;

    private final Page page;

    public PlanText(Page page) {
        this.page = page;
    }

    public void show(Json plan) {
        page.outcome(
                "warning",
                "%s may lose something. It would:".formatted(plan.text("command")),
                "plan %s, until %s".formatted(plan.text("hash"), page.at(plan.text("expiresAt"))));
        int number = 1;
        for (Json step : plan.get("steps").items()) {
            String what = step.text("what");
            page.labelled(
                    INDENT,
                    number++ + ".",
                    4,
                    what.isEmpty() ? step.text("name") : step.text("name") + ": " + what);
        }
        page.gap();
        page.labelled(INDENT, "it may lose", LABEL, loss(plan));
        plan.get("basis")
                .fields()
                .forEach(
                        (name, value) ->
                                page.labelled(
                                        INDENT, "rests on", LABEL, name + ": " + value.text()));
        for (Json guard : plan.get("guards").items()) {
            page.labelled(
                    INDENT,
                    guard.get("holds").isTrue() ? "holds" : "does not",
                    LABEL,
                    "%s: %s".formatted(guard.text("name"), guard.text("evidence")));
        }
    }

    private static String loss(Json plan) {
        if (plan.get("unbounded").isTrue()) {
            return "an unknown amount";
        }
        Map<String, Json> ceilings = plan.get("ceilings").fields();
        return ceilings.isEmpty()
                ? "nothing"
                : ceilings.entrySet().stream()
                        .map(e -> "up to %s %s".formatted(e.getValue().text(), e.getKey()))
                        .collect(Collectors.joining(", "));
    }

    /** The same line once more, with the plan's name. */
    public static String line(String command, List<String> arguments, String hash) {
        return Stream.concat(
                        Stream.concat(Stream.of("./rsvp", command), withoutPlan(arguments)),
                        Stream.of("--plan=" + hash))
                .map(CommandLineText::quoted)
                .collect(Collectors.joining(" "));
    }

    private static Stream<String> withoutPlan(List<String> arguments) {
        return arguments.stream().filter(argument -> !argument.startsWith("--plan="));
    }
}
