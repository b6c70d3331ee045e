package org.rsvpplatform.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Four services on real sockets: auth is well; database answers as the parameters say; nothing
 * listens where email should be; storage answers, and what it answers is no status.
 */
public final class SmallServices implements QuarkusTestResourceLifecycleManager {
    static final String TOKEN = "a-viewer-of-the-gateway";

    private static final String COMMANDS =
            """
            {"commands": [
              {"name": "providers:health", "effect": "read", "role": "viewer",
               "parameters": {"properties": {"target": {"x-positional": 0}}}},
              {"name": "own:watch", "effect": "read", "followable": true, "role": "viewer",
               "parameters": {"properties": {"provider": {"x-positional": 0}}}},
              {"name": "own:reconnect", "effect": "change", "role": "viewer",
               "parameters": {"properties": {"provider": {"x-positional": 0}}}}]}
            """;

    private static final Map<String, AtomicInteger> LOOKS = new ConcurrentHashMap<>();

    private final ObjectMapper json = new ObjectMapper();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, HttpServer> servers = new LinkedHashMap<>();
    private Path tokens;

    private record Reply(int status, String body) {}

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new LinkedHashMap<>();
        try {
            tokens = Files.createTempFile("tokens", "");
            Files.writeString(tokens, "viewer tester sha256:" + sha256(TOKEN) + "\n");
            for (String domain : new String[] {"auth", "database", "storage"}) {
                HttpServer server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                server.createContext("/", exchange -> answer(domain, exchange));
                server.start();
                servers.put(domain, server);
                settings.put(
                        "rsvp.services." + domain,
                        "http://127.0.0.1:" + server.getAddress().getPort());
            }
            try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                settings.put("rsvp.services.email", "http://127.0.0.1:" + nobody.getLocalPort());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put("rsvp.access.tokens", tokens.toString());
        settings.put("rsvp.follow.read-deadline", "1s");
        settings.put("rsvp.follow.command-deadline", "1s");
        settings.put("quarkus.http.test-port", "0");
        // The build tells tests where the checkout is under a name of our prefix.
        settings.put("smallrye.config.mapping.validate-unknown", "false");
        return settings;
    }

    private void answer(String domain, HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/events")
                || "follow=true".equals(exchange.getRequestURI().getQuery())
                        && exchange.getRequestURI().getPath().endsWith("/journal")) {
            stream(exchange);
            return;
        }
        JsonNode call = json.readTree(exchange.getRequestBody().readAllBytes());
        Reply reply = reply(domain, exchange, call.path("parameters"));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The head of a stream, an event that says what was asked, then nothing while we live. */
    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String event = "data: " + exchange.getRequestURI() + "\n\n";
        exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        frozen();
        exchange.close();
    }

    private Reply reply(String domain, HttpExchange exchange, JsonNode parameters) {
        String uri = exchange.getRequestURI().toString();
        return switch (exchange.getRequestURI().getPath()) {
            case "/api/v1/status" -> {
                LOOKS.computeIfAbsent(domain, _ -> new AtomicInteger()).incrementAndGet();
                yield new Reply(200, status(domain));
            }
            case "/api/v1/commands" -> new Reply(200, COMMANDS);
            case "/api/v1/commands/providers:health" ->
                    parameters.path("target").asText().equals("nowhere")
                            ? new Reply(400, "{\"errors\": [{\"field\": \"target\"}]}")
                            : domain.equals("database")
                                    ? health(parameters.path("target").asText())
                                    : new Reply(200, "{\"verdict\": \"good\"}");
            case "/api/v1/commands/own:reconnect" -> new Reply(202, "{\"id\": \"r1\"}");
            case "/api/v1/journal", "/api/v1/runs" ->
                    new Reply(403, "{\"status\": 403, \"detail\": \"your role is too small\"}");
            case "/api/v1/frozen" -> frozen();
            default -> new Reply(200, json.createObjectNode().put("uri", uri).toString());
        };
    }

    private static Reply health(String target) {
        return switch (target) {
            case "busy" -> new Reply(503, "{\"detail\": \"the store is full\"}");
            case "elsewhere" -> new Reply(400, "{\"errors\": [{\"field\": \"target\"}]}");
            default -> new Reply(200, "{\"verdict\": \"good\"}");
        };
    }

    private Reply frozen() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Reply(200, "{}");
    }

    private static String status(String domain) {
        return domain.equals("storage")
                ? "{\"state\": \"FINE\"}"
                : """
                {"state": "UP", "groups": {}, "providers": {"%s-one": {"state": "UP"}}}
                """
                        .formatted(domain);
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often the gateway has looked at a service. */
    static int looks(String domain) {
        return LOOKS.get(domain).get();
    }

    @Override
    public void stop() {
        stopped.countDown();
        servers.values().forEach(server -> server.stop(0));
        try {
            Files.deleteIfExists(tokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
