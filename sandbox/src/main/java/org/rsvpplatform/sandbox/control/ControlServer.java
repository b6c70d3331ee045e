package org.rsvpplatform.sandbox.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.Ports;
import org.rsvpplatform.sandbox.suite.Sandbox;

/**
 * Breaks and heals a running sandbox by HTTP on loopback. Each request needs the token.
 *
 * <pre>
 * GET  /state        providers with their ports and the faults since the last heal
 * GET  /faults       what can be broken, by provider
 * GET  /processes    the servers' processes
 * POST /break        {"provider":"postgresql","fault":"slow","argument":"300"}
 * POST /heal         {"provider":"postgresql"}, or {} for all
 * POST /fence        {"provider":"postgresql"}: a fencing hook; 200 when all its processes are gone
 * POST /rejoin       {"provider":"postgresql"}: a hook that makes it follow who took over from it
 * POST /stop
 * </pre>
 */
final class ControlServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final String token = Login.random("control").password();
    private final ControlActions actions;
    private final Runnable stop;

    private ControlServer(HttpServer server, Sandbox sandbox, Runnable stop) {
        this.server = server;
        this.actions = new ControlActions(sandbox);
        this.stop = stop;
    }

    /**
     * Starts to listen.
     *
     * @param stop what {@code POST /stop} does
     */
    static ControlServer start(Sandbox sandbox, Runnable stop) {
        try {
            HttpServer http =
                    HttpServer.create(new InetSocketAddress(Ports.loopback(), Ports.free()), 0);
            ControlServer control = new ControlServer(http, sandbox, stop);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.createContext("/", control::serve);
            http.start();
            return control;
        } catch (IOException e) {
            throw new SandboxException("cannot start the control server", e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String token() {
        return token;
    }

    private void serve(HttpExchange exchange) throws IOException {
        boolean authorized = authorized(exchange);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        try (exchange) {
            if (authorized) {
                serve(request, exchange);
            } else {
                answer(
                        exchange,
                        401,
                        problem("Not allowed", "no valid bearer token", "see sandbox.json"));
            }
        }
        if (authorized && request.equals("POST /stop")) {
            stop.run(); // after its answer has gone out
        }
    }

    private void serve(String request, HttpExchange exchange) throws IOException {
        try {
            answer(exchange, 200, handle(request, exchange));
        } catch (FaultRefused e) {
            answer(exchange, 400, problem(e.title(), e.detail(), e.hint()));
        } catch (JsonProcessingException e) {
            answer(
                    exchange,
                    400,
                    problem("Bad JSON", "the body can't be read", "send a JSON object"));
        } catch (SandboxException e) {
            answer(exchange, 500, problem("It did not work", e.getMessage(), "try POST /heal"));
        }
    }

    private Object handle(String request, HttpExchange exchange) throws IOException {
        return switch (request) {
            case "GET /state" -> actions.state();
            case "GET /faults" -> actions.faults();
            case "GET /processes" -> actions.processes();
            case "POST /break" -> {
                JsonNode body = body(exchange);
                yield actions.breakProvider(
                        text(body, "provider"), text(body, "fault"), text(body, "argument"));
            }
            case "POST /heal" -> actions.heal(text(body(exchange), "provider"));
            case "POST /fence" -> actions.fence(text(body(exchange), "provider"));
            case "POST /rejoin" -> actions.rejoin(text(body(exchange), "provider"));
            case "POST /stop" -> Map.of("stopping", true);
            default ->
                    throw new FaultRefused(
                            "No such request",
                            request,
                            "GET /state, /faults, /processes; POST /break, /heal, /fence, /rejoin,"
                                    + " /stop");
        };
    }

    private boolean authorized(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return given != null
                && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
        return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
    }

    /** A field's text, empty when it is not there. */
    private static String text(JsonNode body, String field) {
        return body.path(field).asText("");
    }

    private static Map<String, String> problem(String title, String detail, String hint) {
        Map<String, String> problem = new LinkedHashMap<>();
        problem.put("title", title);
        problem.put("detail", detail);
        problem.put("hint", hint);
        return problem;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders()
                .put(
                        "Content-Type",
                        List.of(status == 200 ? "application/json" : "application/problem+json"));
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(1); // seconds for answers that are under way
    }
}
