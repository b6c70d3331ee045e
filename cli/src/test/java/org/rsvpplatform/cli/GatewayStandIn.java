package org.rsvpplatform.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A real HTTP server that plays the gateway's side: answers what a test laid out, and keeps what it
 * was asked.
 */
public final class GatewayStandIn implements AutoCloseable {
    public static final String TOKEN = "the-token";

    /** A request as it arrived. */
    public record Request(String method, String path, String authorization, String body) {}

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Queue<Answer>> answers = new HashMap<>();
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final List<Request> requests = new ArrayList<>();

    /** What is sent at one path, event by event, to whoever is connected there. */
    public static final class Stream {
        private static final String END = "";

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        public Stream tells(String name, String json) {
            events.add(
                    ": a remark\nid:1\nevent:%s\ndata:%s\n\n"
                            .formatted(name, json.replace("\n", "\ndata: ")));
            return this;
        }

        /** Closes the connection once all has been sent. */
        public Stream hangsUp() {
            events.add(END);
            return this;
        }

        private void serve(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                String event;
                while (!(event = events.take()).equals(END)) {
                    out.write(event.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public GatewayStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next answer at that path; the last one laid out is repeated. */
    public GatewayStandIn answers(String path, int status, String body) {
        answers.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** From now on, a stream is what this path answers. */
    public Stream streams(String path) {
        return streams.computeIfAbsent(path, _ -> new Stream());
    }

    /** From now on, it is no stream any more. */
    public void noLongerStreams(String path) {
        streams.remove(path);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Stream stream = streams.get(exchange.getRequestURI().getPath());
        if (stream == null) {
            answer(exchange);
        } else {
            note(exchange, "");
            stream.serve(exchange);
        }
    }

    private synchronized void note(HttpExchange exchange, String body) {
        requests.add(
                new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        body));
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        note(exchange, body);
        Queue<Answer> laidOut = answers.getOrDefault(path, new ArrayDeque<>());
        Answer answer =
                laidOut.isEmpty()
                        ? new Answer(404, "{}")
                        : laidOut.size() == 1 ? laidOut.peek() : laidOut.poll();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (answer.status() == 302) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
