package org.rsvpplatform.cli.suite;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.gateway.GatewayClient;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code heal}: takes the sandbox's faults back. */
@Command(name = "heal", description = "Takes the faults of one provider back, or of all.")
public final class HealCommand implements Callable<ExitCode> {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "<provider>",
            description = "Its configured name; all when left out.")
    private String provider;

    private final Invocation invocation;

    public HealCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public ExitCode call() {
        Json body =
                new Json.Obj(
                        provider == null ? Map.of() : Map.of("provider", new Json.Text(provider)));
        SuiteDirectory directory = new SuiteDirectory(invocation.root());
        List<String> healed =
                new Sandbox(directory)
                        .control().post("/heal", body).body().items().stream()
                                .map(Json::text)
                                .toList();
        invocation.terminal().print(provider == null ? "All healed." : provider + " is healed.");
        new RefusedLogins(status(directory)).hints(healed).forEach(invocation.terminal()::note);
        return ExitCode.GOOD;
    }

    /** What the services saw last; nothing when they don't say so at once. */
    private static Json status(SuiteDirectory directory) {
        try {
            return new GatewayClient(KnownGateway.find(Map.of(), directory), PATIENCE)
                    .get("/api/v1/status?detailed=true")
                    .body();
        } catch (Failure | Refusal e) {
            return Json.NULL;
        }
    }
}
