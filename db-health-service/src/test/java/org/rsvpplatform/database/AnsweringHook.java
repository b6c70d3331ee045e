package org.rsvpplatform.database;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An operator's hook that does what a test wants, and answers that it is done. */
public final class AnsweringHook implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer http;

    /**
     * @param act what it does before it answers
     */
    public AnsweringHook(Runnable act) throws IOException {
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext(
                "/",
                exchange -> {
                    asked.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    act.run();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        http.start();
    }

    /** The bodies of its calls. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public String url() {
        return "http://127.0.0.1:%d/".formatted(http.getAddress().getPort());
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
