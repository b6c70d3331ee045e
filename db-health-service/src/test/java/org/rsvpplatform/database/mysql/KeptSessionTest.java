package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.Scheduled;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** One login serves several probes of the schedule, and hides nothing that a new one would meet. */
@Sandboxed
class KeptSessionTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String OURS =
            "SELECT id FROM information_schema.processlist WHERE user = 'rsvp' ORDER BY 1";

    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void one_session_serves_probe_after_probe_and_goes_with_its_time() {
        try (Scheduled watched = watch("3s")) {
            watched.awaitLoginSince(1);
            List<List<String>> session = server.rows(OURS);
            assertThat(session).hasSize(1);

            await().atMost(LONG).until(() -> !server.rows(OURS).equals(session));

            assertThat(watched.states()).allMatch(State.UP::equals);
        }
        await().atMost(LONG).until(() -> server.rows(OURS).isEmpty());
    }

    @Test
    void a_changed_password_is_met_at_once() {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);

            server.breakWith("wrong-password");

            watched.awaitDownAt(Layer.AUTHENTICATION);
        }
    }

    @Test
    void a_right_that_is_taken_is_met_at_once() {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);

            server.breakWith("permission");

            watched.awaitDownAt(Layer.AUTHORIZATION);
        }
    }

    @Test
    void where_few_connections_are_left_none_is_kept() {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);
            int most = Integer.parseInt(server.value("SELECT @@max_connections"));

            try (Sessions _ = Sessions.exactly(server, most * 85 / 100)) {
                await().atMost(LONG)
                        .until(
                                () ->
                                        watched.last().observed() == State.DEGRADED
                                                && ours() < most * 85 / 100 + 1);
            }
        }
    }

    private int ours() {
        return server.rows(OURS).size();
    }

    private Scheduled watch(String keep) {
        return new Scheduled(
                Watched.with(pair)
                        .set("keepSession", keep)
                        .set("probe", "{ interval: 1s, deadline: 950ms }")
                        .without("observer")
                        .yaml(),
                server.name());
    }
}
