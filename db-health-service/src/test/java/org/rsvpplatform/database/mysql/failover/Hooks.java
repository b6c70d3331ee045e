package org.rsvpplatform.database.mysql.failover;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** An operator's hooks that fence a server and make it rejoin, for real. */
final class Hooks implements AutoCloseable {
    private final HttpServer http;

    Hooks(MariadbServer server, MariadbServer successor) {
        try {
            http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext(
                "/fence",
                exchange -> {
                    server.fence();
                    answer(exchange, "");
                });
        http.createContext(
                "/promote",
                exchange -> {
                    successor.sql(
                            "STOP ALL SLAVES; RESET SLAVE ALL;"
                                    + " SET GLOBAL rpl_semi_sync_master_enabled = OFF;"
                                    + " SET GLOBAL read_only = OFF");
                    answer(exchange, "");
                });
        http.createContext(
                "/failing",
                exchange -> {
                    exchange.sendResponseHeaders(500, -1);
                    exchange.close();
                });
        http.createContext(
                "/rejoin",
                exchange -> {
                    String kept = server.rejoin().map(Path::toString).orElse("");
                    // The sandbox puts back what the promotion has taken; a hook need not.
                    successor.sql("SET GLOBAL rpl_semi_sync_master_enabled = OFF");
                    answer(exchange, kept);
                });
        http.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** For the settings of a group. */
    String fence() {
        return "hook: { url: '%s' }".formatted(at("/fence"));
    }

    /** For the settings of a group. */
    String promote() {
        return "promote: { url: '%s' }".formatted(at("/promote"));
    }

    /** One that promotes nobody. */
    String failing() {
        return "promote: { url: '%s' }".formatted(at("/failing"));
    }

    /** For the settings of a group. */
    String rejoin() {
        return "rejoin: { url: '%s' }".formatted(at("/rejoin"));
    }

    private String at(String path) {
        return "http://127.0.0.1:%d%s".formatted(http.getAddress().getPort(), path);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
