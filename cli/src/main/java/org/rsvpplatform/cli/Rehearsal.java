package org.rsvpplatform.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Terminal;

/**
 * Does once what is done most often, against a gateway of its own with a recorded answer, while the
 * launcher makes the AOT cache: the classes that are loaded here need no loading later.
 */
final class Rehearsal {
    static final String NAME = "rehearse-for-aot-cache";

    ExitCode run() {
        try {
            HttpServer gateway =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] answer = recorded();
            gateway.createContext(
                    "/",
                    exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(200, answer.length);
                        try (OutputStream out = exchange.getResponseBody()) {
                            out.write(answer);
                        }
                    });
            gateway.start();
            PrintStream nowhere =
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Invocation invocation =
                    new Invocation(
                            Terminal.of(nowhere, nowhere, new Style(true, true), 100),
                            Path.of("/nowhere"),
                            Path.of("").toAbsolutePath(),
                            Map.of(
                                    "RSVP_URL",
                                    "http://127.0.0.1:" + gateway.getAddress().getPort(),
                                    "RSVP_TOKEN",
                                    "none"));
            Rsvp rsvp = new Rsvp(invocation, Clock.systemUTC());
            for (List<String> line :
                    List.of(
                            List.of("--help"),
                            List.of("ps", "--help"),
                            List.of("ps"),
                            List.of("providers:health"),
                            List.of("providers:health", "--detailed", "--output=json"),
                            List.of("providers:helth"))) {
                rsvp.run(line);
            }
            gateway.stop(0);
            return ExitCode.GOOD;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] recorded() throws IOException {
        try (InputStream in = Rehearsal.class.getResourceAsStream("rehearsal-status.json")) {
            return in.readAllBytes();
        }
    }
}
