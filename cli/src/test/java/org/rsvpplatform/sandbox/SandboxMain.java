package org.rsvpplatform.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps the sandbox's side of the bargain with {@code up} without any server: writes its record,
 * answers at its control door, ends with its standard input when it is tied. Lets the life of
 * processes be tested in a second.
 */
public final class SandboxMain {
    private SandboxMain() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0].substring("--directory=".length()));
        Files.createDirectories(directory);
        HttpServer control =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext(
                "/",
                exchange -> {
                    boolean known =
                            "Bearer control"
                                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    String asked =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    String answer =
                            switch (exchange.getRequestURI().getPath()) {
                                case "/processes" -> "{\"processes\":" + processes() + "}";
                                case "/break" -> "{\"asked\":" + asked + "}";
                                case "/heal" -> "[\"postgresql\",\"backup-postgresql\"]";
                                default -> "{}";
                            };
                    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(bytes);
                    }
                });
        control.start();
        Files.writeString(
                directory.resolve("providers.yaml"),
                "database:\n  password: ${RSVP_SANDBOX_PASSWORD}\n");
        Path next = directory.resolve("next");
        Files.writeString(
                next,
                """
                {"control":{"url":"http://127.0.0.1:%d","token":"control"},
                 "env":{"RSVP_SANDBOX_POSTGRESQL":"postgresql://rsvp:it's@127.0.0.1:5432/rsvp","RSVP_SANDBOX_PASSWORD":"it's"},
                 "processes":%s}
                """
                        .formatted(control.getAddress().getPort(), processes()));
        Files.move(next, directory.resolve("sandbox.json"), StandardCopyOption.ATOMIC_MOVE);
        if ("1".equals(System.getenv("RSVP_SANDBOX_TIED"))) {
            while (System.in.read() >= 0) {
                // Nothing is said on this line; only its end counts.
            }
            System.exit(0);
        }
    }

    private static String processes() {
        return "[{\"name\":\"postgresql\",\"pid\":%d,\"host\":\"127.0.0.1\",\"port\":5432,\"dataDirectory\":\"/data\"}]"
                .formatted(ProcessHandle.current().pid());
    }
}
