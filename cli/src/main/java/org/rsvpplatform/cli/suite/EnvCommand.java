package org.rsvpplatform.cli.suite;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.gateway.Endpoint;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine.Command;

/**
 * {@code env}: addresses and credentials for a shell. The one output that shows secrets; that is
 * what it is for.
 */
@Command(
        name = "env",
        description = {
            "Prints export lines: the gateway, the services, and the sandbox's servers, with their"
                    + " credentials.",
            "Use it as: eval \"$(./rsvp env)\""
        })
public final class EnvCommand implements Callable<ExitCode> {
    private final Invocation invocation;

    public EnvCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public ExitCode call() {
        SuiteDirectory directory = new SuiteDirectory(invocation.root());
        SuiteRecord record =
                new Suite(directory, invocation.environment())
                        .started()
                        .orElseThrow(
                                () ->
                                        new Failure(
                                                ExitCode.UNREACHABLE,
                                                "the suite of this checkout does not run",
                                                "start it: ./rsvp up --detach"));
        Endpoint gateway = KnownGateway.find(Map.of(), directory);
        export("RSVP_URL", gateway.url());
        export("RSVP_TOKEN", gateway.token());
        for (SuiteProcess process : record.processes()) {
            if (process.port() > 0 && !process.name().equals(SuiteModules.GATEWAY)) {
                export("RSVP_" + process.name().toUpperCase(Locale.ROOT) + "_URL", process.url());
            }
        }
        if (record.process(SuiteModules.SANDBOX).isPresent()) {
            new Sandbox(directory)
                    .environment()
                    .forEach((name, value) -> export(name, value.text()));
        }
        return ExitCode.GOOD;
    }

    private void export(String name, String value) {
        Terminal terminal = invocation.terminal();
        terminal.print("export " + name + "='" + value.replace("'", "'\\''") + "'");
    }
}
