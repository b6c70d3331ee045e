package org.rsvpplatform.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Terminal;

/** One command line, run in this JVM at a fixed time and width; what it printed and answered. */
record CommandLineRun(ExitCode code, String out, String err) {
    private static final Instant NOW = Instant.parse("2026-01-31T02:14:54Z");

    static CommandLineRun of(
            Map<String, String> environment, int width, Style style, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                Terminal.of(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        style,
                        width);
        Path here = Path.of("").toAbsolutePath();
        Invocation invocation = new Invocation(terminal, here.resolve("target"), here, environment);
        ExitCode code =
                new Rsvp(invocation, Clock.fixed(NOW, ZoneOffset.UTC)).run(List.of(arguments));
        terminal.flush();
        return new CommandLineRun(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static CommandLineRun at(GatewayStandIn gateway, String... arguments) {
        return of(
                Map.of("RSVP_URL", gateway.url(), "RSVP_TOKEN", GatewayStandIn.TOKEN),
                100,
                Style.PLAIN,
                arguments);
    }
}
