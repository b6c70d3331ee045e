package org.rsvpplatform.cli.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.Verdict;
import org.rsvpplatform.cli.suite.KnownGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code answer}: tells a halted run how it goes on, and follows it. */
@Command(name = "answer", description = "Answers the question of a run that is halted.")
public final class AnswerCommand implements Callable<ExitCode> {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Parameters(index = "0", paramLabel = "<domain>", description = "Whose run it is.")
    private String domain;

    @Parameters(index = "1", paramLabel = "<run>", description = "Its id.")
    private String run;

    @Parameters(
            index = "2",
            paramLabel = "forward|back|abandon",
            description = "Go on, take back what was done, or leave all as it is.")
    private String answer;

    private final Invocation invocation;

    public AnswerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public ExitCode call() {
        GatewayClient gateway = new GatewayClient(KnownGateway.of(invocation), PATIENCE);
        String href = "/api/v1/domains/%s/runs/%s".formatted(domain, run);
        gateway.post(href + "/resume", new Json.Obj(Map.of("answer", new Json.Text(answer))));
        Json begun =
                new Json.Obj(
                        Map.of(
                                "domain", new Json.Text(domain),
                                "id", new Json.Text(run),
                                "href", new Json.Text(href)));
        Json ended =
                new RunFollower(gateway, invocation.terminal()).follow(List.of(begun)).getFirst();
        invocation
                .terminal()
                .print("%s %s %s".formatted(domain, ended.text("command"), ended.text("state")));
        if (!ended.text("problem").isEmpty()) {
            invocation.terminal().print("problem: " + ended.text("problem"));
        }
        return Verdict.ofRun(ended, false);
    }
}
