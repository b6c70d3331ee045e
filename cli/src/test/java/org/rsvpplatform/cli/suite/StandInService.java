package org.rsvpplatform.cli.suite;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Keeps a service's side of the bargain with {@code up}: is ready on its port, and writes down what
 * environment it got.
 */
final class StandInService {
    /** What it answers, where a test has laid it out. */
    private static final Path STATUS = Path.of(".rsvp", "status.json");

    private StandInService() {}

    public static void main(String[] arguments) throws IOException {
        Path state = Path.of(System.getenv("RSVP_STORE_DIRECTORY"));
        if (Files.exists(Path.of(".rsvp", "fail"))) {
            throw new IOException("the store is damaged, says the stand-in");
        }
        Path seen =
                state.resolve(
                        System.getenv().containsKey("RSVP_SERVICES_DATABASE")
                                ? "gateway.env"
                                : "database.env");
        StringBuilder environment = new StringBuilder();
        new TreeMap<>(System.getenv())
                .forEach((name, value) -> environment.append(name + "=" + value + "\n"));
        Files.createDirectories(state);
        Files.writeString(seen, environment);
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] answer =
                            Files.exists(STATUS)
                                    ? Files.readAllBytes(STATUS)
                                    : "{\"state\":\"UP\"}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(answer);
                    }
                });
        server.start();
    }
}
