package org.rsvpplatform.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.gateway.settings.GatewaySettings;

/** How a service is asked that takes connections and never answers. */
class ServicesTest {
    private static final int THE_POOL = 64;
    private static final Duration DEADLINE = Duration.ofMillis(700);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private ServerSocket frozen;
    private Services services;

    @BeforeEach
    void start() throws IOException {
        frozen = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::takeConnections);
        GatewaySettings settings =
                new SmallRyeConfigBuilder()
                        .withConverter(Duration.class, 100, new DurationConverter())
                        .withMapping(GatewaySettings.class)
                        .withDefaultValue(
                                "rsvp.services.database",
                                "http://127.0.0.1:" + frozen.getLocalPort())
                        .build()
                        .getConfigMapping(GatewaySettings.class);
        services =
                new Services(
                        settings,
                        new ServiceTokens(settings, Clock.systemUTC()),
                        new ObjectMapper(),
                        vertx);
    }

    @AfterEach
    void stop() throws IOException {
        frozen.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void takeConnections() {
        while (!frozen.isClosed()) {
            try {
                Socket socket = frozen.accept();
                Thread.ofVirtual().start(() -> swallow(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void swallow(Socket socket) {
        boolean asked = false;
        try (socket) {
            asked = socket.getInputStream().read() >= 0;
            if (asked) {
                received.incrementAndGet();
                open.incrementAndGet();
            }
            while (socket.getInputStream().read() >= 0) {
                // a frozen service takes everything and says nothing
            }
        } catch (IOException e) {
            // the other side went away, which is what is counted
        } finally {
            if (asked) {
                open.decrementAndGet();
            }
        }
    }

    @Test
    void nothing_remains_of_requests_that_were_given_up() throws InterruptedException {
        Thread full = Thread.ofVirtual().start(() -> give(THE_POOL, DEADLINE.multipliedBy(3)));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(open).hasValue(THE_POOL));

        give(16, DEADLINE);
        full.join();

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(open).hasValue(0));
        assertThat(received).as("who gave up in line never gets through").hasValue(THE_POOL);
    }

    private void give(int requests, Duration deadline) {
        try {
            new Fan(services)
                    .ask(
                            Collections.nCopies(requests, "database"),
                            HttpMethod.POST,
                            "/api/v1/commands/db:reconnect",
                            null,
                            ServiceTokens.GATEWAY,
                            deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_request_that_times_out_says_how_long_it_waited() {
        assertThatThrownBy(
                        () ->
                                services.ask(
                                        "database",
                                        HttpMethod.GET,
                                        "/api/v1/status",
                                        null,
                                        ServiceTokens.GATEWAY,
                                        DEADLINE))
                .isInstanceOf(ServiceUnreachable.class)
                .hasMessage("no answer within 700 ms");
    }
}
