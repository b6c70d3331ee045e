package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a connection ends that did not come to its end by itself. */
class ClosedSessionTest {
    @Test
    void a_session_whose_question_is_not_answered_is_closed_all_the_same() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (Replayed server =
                        Replayed.server(
                                talk -> {
                                    talk.send(0, Replayed.greeting(0));
                                    talk.hear();
                                    talk.send(2, new byte[] {1, 3});
                                    talk.send(3, Replayed.ok(false));
                                    talk.hear();
                                    talk.send(1, Replayed.ok(true));
                                    talk.send(2, Replayed.ok(false));
                                    talk.hear(); // a question that is not answered
                                    seen.complete(heard(talk));
                                });
                Watched watched = watched(server, "")) {
            watched.probe("mysql");

            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("closed");
        }
    }

    /** MySQL 8 does so, and counts who goes without an answer against our host. */
    @Test
    void nobody_answers_the_plugin_that_he_is_asked_for() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (Replayed server =
                        Replayed.server(
                                talk -> {
                                    talk.send(0, Replayed.greeting(0));
                                    talk.hear();
                                    talk.send(2, Replayed.authSwitch("caching_sha2_password"));
                                    seen.complete(heard(talk));
                                });
                Watched watched = watched(server, ", tls: { mode: require }")) {
            watched.probe("mysql");

            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("heard 0 bytes");
        }
    }

    private static Watched watched(Replayed server, String more) {
        return Watched.of(
                "mysql",
                Map.of(
                        "mysql",
                        "{ kind: mysql, host: 127.0.0.1, port: %d, database: rsvp, user: rsvp, password: pass%s }"
                                .formatted(server.port(), more)));
    }

    private static String heard(Replayed.Talk talk) throws IOException {
        while (true) {
            try {
                return "heard %d bytes".formatted(talk.hear().length);
            } catch (EOFException e) {
                return "closed";
            } catch (SocketTimeoutException e) {
                // The probe has not come to its end yet; how long is waited, the test says.
            }
        }
    }
}
