package org.rsvpplatform.cli.suite;

import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code heal}: takes the sandbox's faults back. */
@Command(name = "heal", description = "Takes the faults of one provider back, or of all.")
public final class HealCommand implements Callable<ExitCode> {
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
        new Sandbox(new SuiteDirectory(invocation.root())).control().post("/heal", body);
        invocation.terminal().print(provider == null ? "All healed." : provider + " is healed.");
        invocation
                .terminal()
                .note(
                        "A provider that refused our login is asked every 30 s; ./rsvp db:reconnect"
                                + " %s asks now."
                                        .formatted(provider == null ? "PROVIDER" : provider));
        return ExitCode.GOOD;
    }
}
