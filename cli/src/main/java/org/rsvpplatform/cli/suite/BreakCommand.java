package org.rsvpplatform.cli.suite;

import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.Page;
import org.rsvpplatform.cli.output.SandboxFaults;
import org.rsvpplatform.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code break}: a real fault at a real server of the sandbox. */
@Command(
        name = "break",
        description = {
            "Breaks a provider of the sandbox: a fault at its server, or on the wire to it.",
            "For example: ./rsvp break postgresql kill    or: ./rsvp break postgresql slow=800"
        })
public final class BreakCommand implements Callable<ExitCode> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "<provider>",
            description = "Its configured name, such as postgresql.")
    private String provider;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "<fault[=argument]>",
            description = "One of ./rsvp break --list.")
    private String fault;

    @Option(names = "--list", description = "List the faults that can be had here.")
    private boolean list;

    private final Invocation invocation;

    public BreakCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public ExitCode call() {
        Sandbox sandbox = new Sandbox(new SuiteDirectory(invocation.root()));
        if (list) {
            show(sandbox.control().get("/faults").body());
            return ExitCode.GOOD;
        }
        if (provider == null || fault == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "break needs a provider and a fault",
                    "for example: ./rsvp break postgresql kill",
                    "the faults: ./rsvp break --list");
        }
        int equals = fault.indexOf('=');
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("provider", new Json.Text(provider));
        body.put("fault", new Json.Text(equals < 0 ? fault : fault.substring(0, equals)));
        if (equals >= 0) {
            body.put("argument", new Json.Text(fault.substring(equals + 1)));
        }
        sandbox.control().post("/break", new Json.Obj(body));
        invocation.terminal().print("%s is broken: %s".formatted(provider, fault));
        return ExitCode.GOOD;
    }

    private void show(Json answer) {
        Terminal terminal = invocation.terminal();
        Page page =
                new Page(
                        terminal.width(),
                        terminal.style(),
                        Clock.systemUTC().instant(),
                        ZoneId.systemDefault());
        new SandboxFaults(page).show(answer);
        page.lines().forEach(terminal::print);
    }
}
