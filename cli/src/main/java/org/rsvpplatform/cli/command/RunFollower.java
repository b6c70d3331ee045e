package org.rsvpplatform.cli.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.Verdict;
import org.rsvpplatform.cli.suite.Wait;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Terminal;

/**
 * Follows runs to their end, with a bar for their progress on a terminal, and a line for each
 * finished step elsewhere.
 */
final class RunFollower {
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final Duration PACE = Duration.ofMillis(150);
    private static final int BAR = 20;

    private final GatewayClient gateway;
    private final Terminal terminal;
    private final Map<String, Integer> stepsTold = new HashMap<>();

    RunFollower(GatewayClient gateway, Terminal terminal) {
        this.gateway = gateway;
        this.terminal = terminal;
    }

    /** Answers the runs as they ended, in the order in which they were given. */
    List<Json> follow(List<Json> started) {
        List<Json> runs = new ArrayList<>(started);
        Wait.until(
                () -> {
                    for (int i = 0; i < started.size(); i++) {
                        if (!Verdict.isOver(runs.get(i))) {
                            runs.set(i, look(started.get(i)));
                        }
                    }
                    terminal.live(
                            runs.stream().map(RunFollower::bar).collect(Collectors.joining("   ")));
                    return runs.stream().allMatch(Verdict::isOver);
                },
                PATIENCE,
                PACE);
        terminal.clearLive();
        return runs;
    }

    private Json look(Json started) {
        Json run = gateway.get(started.text("href")).body();
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("domain", started.get("domain"));
        fields.putAll(run.fields());
        Json named = new Json.Obj(fields);
        if (!terminal.isLive()) {
            tellSteps(named);
        }
        return named;
    }

    private void tellSteps(Json run) {
        List<Json> over =
                run.get("steps").items().stream()
                        .filter(
                                step ->
                                        !List.of("", "pending", "running")
                                                .contains(step.text("state")))
                        .toList();
        int told = stepsTold.getOrDefault(run.text("id"), 0);
        Style style = terminal.noteStyle();
        for (Json step : over.subList(Math.min(told, over.size()), over.size())) {
            String state = step.text("state");
            String detail = step.text("detail");
            terminal.note(
                    "%s: %s %s%s"
                            .formatted(
                                    run.text("domain"),
                                    step.text("name"),
                                    style.state(state, state),
                                    detail.isEmpty() ? "" : "  " + detail));
        }
        stepsTold.put(run.text("id"), over.size());
    }

    private static String bar(Json run) {
        double progress = Math.clamp(run.get("progress").number(0), 0, 1);
        int full = (int) Math.round(progress * BAR);
        String step =
                run.get("steps").items().stream()
                        .filter(s -> s.text("state").equals("running"))
                        .map(s -> s.text("name"))
                        .findFirst()
                        .orElse("");
        return "%s [%s%s] %3d %% %s"
                .formatted(
                        run.text("domain"),
                        "#".repeat(full),
                        "-".repeat(BAR - full),
                        Math.round(progress * 100),
                        step);
    }
}
