package org.rsvpplatform.email.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Ticker;

class SmtpBackendTest {
    private static final Duration ALLOWED = Duration.ofMillis(400);
    private static final Cadence CADENCE =
            Cadence.DEFAULT.every(Duration.ofHours(1)).within(ALLOWED);

    private ServerSocket server;
    private ProbeEngine engine;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        engine =
                new ProbeEngine(
                        4, Clock.systemUTC(), Ticker.system(), report -> CADENCE.interval());
    }

    @AfterEach
    void stop() throws IOException {
        engine.close();
        server.close();
    }

    @Test
    void a_server_that_does_not_greet_has_timed_out_after_the_configured_time() throws Exception {
        ProbeReport report = probe("127.0.0.1");

        assertThat(report.reason().orElseThrow().layer()).isEqualTo(Layer.PROTOCOL);
        assertThat(report.reason().orElseThrow().outcome())
                .isEqualTo(new Outcome.TimedOut(ALLOWED));
    }

    @Test
    void where_the_first_address_refuses_the_next_one_is_tried() throws Exception {
        Thread.ofVirtual().start(this::serveOne);

        ProbeReport report = probe("127.0.0.2", "127.0.0.1");

        assertThat(report.observed()).isEqualTo(State.UP);
    }

    @Test
    void when_all_addresses_refuse_the_connection_is_refused() throws Exception {
        server.close();

        ProbeReport report = probe("127.0.0.2", "127.0.0.1");

        assertThat(report.reason().orElseThrow().layer()).isEqualTo(Layer.CONNECT);
        assertThat(report.reason().orElseThrow().outcome()).isInstanceOf(Outcome.Failed.class);
    }

    private ProbeReport probe(String... addresses) throws Exception {
        Provider provider =
                new Provider("mail", "smtp", "mail", Role.ACTIVE, true, Provider.Mode.MANAGE);
        Names names =
                new Names(
                        host -> {
                            InetAddress[] found = new InetAddress[addresses.length];
                            for (int i = 0; i < found.length; i++) {
                                found[i] = InetAddress.getByName(addresses[i]);
                            }
                            return found;
                        });
        Smtp.Settings settings =
                new Smtp.Settings(
                        "mail.test",
                        server.getLocalPort(),
                        false,
                        Optional.empty(),
                        Optional.empty());
        engine.watch(provider, new SmtpBackend(settings, names), CADENCE, Duration.ofMinutes(30));
        return engine.probe("mail", ProbeEngine.Request.ALL).get(10, TimeUnit.SECONDS);
    }

    private void serveOne() {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("220 mail.test\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().read();
            client.getOutputStream().write("250 mail.test\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the client says what it missed
        }
    }
}
