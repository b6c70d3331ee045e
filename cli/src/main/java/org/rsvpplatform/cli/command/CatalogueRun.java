package org.rsvpplatform.cli.command;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.cli.catalogue.CatalogueCommand;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.invocation.OutputFormat;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonWriter;
import org.rsvpplatform.cli.output.Page;
import org.rsvpplatform.cli.output.PlanText;
import org.rsvpplatform.cli.output.ResultText;
import org.rsvpplatform.cli.output.Verdict;
import org.rsvpplatform.cli.suite.KnownGateway;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs one command of the catalogue: sends it, follows its runs, shows the result. */
public final class CatalogueRun {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Invocation invocation;
    private final Terminal terminal;
    private final Clock clock;
    private final CatalogueCommand command;

    public CatalogueRun(Invocation invocation, Clock clock, CatalogueCommand command) {
        this.invocation = invocation;
        this.terminal = invocation.terminal();
        this.clock = clock;
        this.command = command;
    }

    public ExitCode run(List<String> arguments) {
        CommandLine line = new CommandLine(CommandModel.of(command));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        if (Usage.isAskedFor(arguments)) {
            Usage.print(terminal, line);
            return ExitCode.GOOD;
        }
        ParseResult given = line.parseArgs(arguments.toArray(String[]::new));
        Json parameters = new GivenParameters(command, given, invocation.workingDirectory()).json();
        boolean json = asksForJson(given);
        if (command.followable()
                && terminal.isScreen()
                && !json
                && !isOn(given, CommandModel.ONCE)) {
            new LiveRun(invocation, clock, command).run(parameters);
            return ExitCode.GOOD;
        }
        GatewayClient gateway = new GatewayClient(KnownGateway.of(invocation), PATIENCE);
        GatewayClient.Answer answer;
        try {
            answer = call(gateway, parameters, agreed(given));
        } catch (Refusal refusal) {
            if (!refusal.plan().isPresent()) {
                if (json && refusal.problem().isPresent()) {
                    terminal.print(JsonWriter.pretty(refusal.problem()));
                }
                throw refusal;
            }
            if (!agrees(refusal, arguments, json)) {
                return ExitCode.REFUSED;
            }
            answer = call(gateway, parameters, refusal.plan().text("hash"));
        }
        boolean strict = isOn(given, CommandModel.STRICT);
        if (answer.status() == 202) {
            return followed(
                    gateway, answer.body(), json, strict, isOn(given, CommandModel.VERBOSE));
        }
        show(answer.body(), json, isOn(given, "--detailed") || isOn(given, CommandModel.VERBOSE));
        return Verdict.of(answer.body(), strict);
    }

    private GatewayClient.Answer call(GatewayClient gateway, Json parameters, String plan) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("parameters", parameters);
        if (!plan.isEmpty()) {
            body.put("plan", new Json.Text(plan));
        }
        return gateway.post("/api/v1/commands/" + command.name(), new Json.Obj(body));
    }

    private static String agreed(ParseResult given) {
        return given.matchedOptionValue(CommandModel.PLAN, "");
    }

    /** Shows the plan; asks where somebody can answer. */
    private boolean agrees(Refusal refusal, List<String> arguments, boolean json) {
        if (json) {
            terminal.print(JsonWriter.pretty(refusal.plan()));
            return false;
        }
        Page page = page();
        new PlanText(page).show(refusal.plan());
        page.lines().forEach(terminal::print);
        if (terminal.isScreen()) {
            return terminal.confirms("Type yes to do this: ");
        }
        terminal.note(refusal.summary());
        terminal.note(
                "to do this: "
                        + PlanText.line(command.name(), arguments, refusal.plan().text("hash")));
        return false;
    }

    private ExitCode followed(
            GatewayClient gateway, Json started, boolean json, boolean strict, boolean verbose) {
        List<Json> runs = new RunFollower(gateway, terminal).follow(started.get("runs").items());
        if (json) {
            terminal.print(JsonWriter.pretty(new Json.Obj(Map.of("runs", new Json.Arr(runs)))));
        } else {
            for (Json run : runs) {
                showRun(run, verbose);
            }
        }
        return runs.stream()
                .map(run -> Verdict.ofRun(run, strict))
                .reduce(ExitCode.GOOD, ExitCode::or);
    }

    private void showRun(Json run, boolean verbose) {
        Page page = page();
        new RunReport(page, verbose).show(run);
        page.lines().forEach(terminal::print);
    }

    private void show(Json result, boolean json, boolean detailed) {
        if (json) {
            terminal.print(JsonWriter.pretty(result));
            return;
        }
        Page page = page();
        new ResultText(page, detailed).show(result);
        page.lines().forEach(terminal::print);
    }

    private Page page() {
        return new Page(terminal.width(), terminal.style(), clock.instant(), clock.getZone());
    }

    private static boolean isOn(ParseResult given, String option) {
        return given.hasMatchedOption(option);
    }

    private static boolean asksForJson(ParseResult given) {
        Object output = given.matchedOptionValue(CommandModel.OUTPUT, null);
        return output != null && output.toString().equals(OutputFormat.json.name());
    }
}
