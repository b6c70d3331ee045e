package org.rsvpplatform.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What becomes of a request whose connection the service closes without an answer. */
class ExchangeTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket service;
    private volatile int closes;

    @BeforeEach
    void start() throws IOException {
        service = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve() {
        while (!service.isClosed()) {
            try (Socket socket = service.accept()) {
                BufferedReader request =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII));
                while (!request.readLine().isEmpty()) {
                    // its lines say nothing that matters here
                }
                if (asked.incrementAndGet() > closes) {
                    socket.getOutputStream()
                            .write(
                                    "HTTP/1.1 204 No Content\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // the test is over, or the client has gone
            }
        }
    }

    private int status(HttpMethod method) {
        return read(method, HttpClientResponse::statusCode);
    }

    private <T> T read(HttpMethod method, Function<HttpClientResponse, T> read) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(method)
                        .setHost("127.0.0.1")
                        .setPort(service.getLocalPort())
                        .setURI("/");
        return new Exchange(client, options, null)
                .send(head -> Future.succeededFuture(read.apply(head)))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Elsewhere, what comes right behind the head would be lost now and then. */
    @RepeatedTest(20)
    void an_answer_is_taken_on_the_thread_that_brings_it() {
        boolean there = read(HttpMethod.GET, _ -> Context.isOnEventLoopThread());

        assertThat(there).isTrue();
    }

    @Test
    void a_get_goes_once_more() {
        closes = 1;

        assertThat(status(HttpMethod.GET)).isEqualTo(204);
        assertThat(asked).hasValue(2);
    }

    @Test
    void but_not_a_third_time() {
        closes = 2;

        assertThatThrownBy(() -> status(HttpMethod.GET))
                .hasRootCauseInstanceOf(HttpClosedException.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void what_may_change_something_is_never_sent_twice() {
        closes = 1;

        assertThatThrownBy(() -> status(HttpMethod.POST))
                .hasRootCauseInstanceOf(HttpClosedException.class);
        assertThat(asked).hasValue(1);
    }
}
