package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.kit.act.command.GuardReport;

/** Others who look at the active provider from elsewhere. */
class OtherObserversTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getRawPath();
                    asked.add(path);
                    exchange.sendResponseHeaders(Integer.parseInt(path.split("/")[1]), -1);
                    exchange.close();
                });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private String answering(int status) {
        return "http://127.0.0.1:%d/%d/{provider}/up"
                .formatted(http.getAddress().getPort(), status);
    }

    @Test
    void who_is_missed_by_all_of_them_may_be_followed() throws Exception {
        assertThat(new OtherObservers(List.of(answering(503), answering(503))).look("db one"))
                .isEqualTo(
                        GuardReport.holds("other observers agree", "2 do not reach db one either"));
        assertThat(asked).containsExactly("/503/db+one/up", "/503/db+one/up");
    }

    @Test
    void who_is_reached_by_one_of_them_is_not() throws Exception {
        assertThat(new OtherObservers(List.of(answering(503), answering(200))).look("one"))
                .matches(guard -> !guard.holds())
                .matches(guard -> guard.evidence().endsWith(" reaches one"));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 404, 409, 500})
    void an_answer_that_means_nothing_lets_nobody_pass(int status) throws Exception {
        assertThat(new OtherObservers(List.of(answering(status))).look("one"))
                .matches(guard -> !guard.holds())
                .matches(
                        guard ->
                                guard.evidence()
                                        .endsWith("does not know (status %d)".formatted(status)));
    }

    @Test
    void one_whose_answer_does_not_come_to_its_end_has_said_what_it_means() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answersHalf(door));

            assertThat(
                            new OtherObservers(List.of("http://127.0.0.1:" + door.getLocalPort()))
                                    .look("one"))
                    .matches(GuardReport::holds);
        }
    }

    /** The way to it breaks off after the head. */
    private static void answersHalf(ServerSocket door) {
        try (Socket caller = door.accept()) {
            caller.getInputStream().read(new byte[8192]);
            caller.getOutputStream()
                    .write(
                            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 10\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            while (caller.getInputStream().read() >= 0) {
                // until it is left
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void neither_does_one_that_does_not_answer() throws Exception {
        String gone = answering(503);
        http.stop(0);

        assertThat(new OtherObservers(List.of(gone)).look("one"))
                .matches(guard -> !guard.holds())
                .matches(guard -> guard.evidence().endsWith("does not know (no answer)"));
    }
}
