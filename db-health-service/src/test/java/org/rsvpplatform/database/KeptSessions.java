package org.rsvpplatform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.fault.Breakable;

/**
 * One login serves several probes of the schedule, and hides nothing that a new one would meet,
 * whatever kind of server it is.
 */
public abstract class KeptSessions {
    protected static final Duration LONG = Duration.ofSeconds(20);

    /** The server under watch. */
    protected abstract Breakable server();

    /** What the server says of the sessions of our probes. */
    protected abstract List<List<String>> ours();

    /** The configuration of its pair, with this {@code keepSession}, probed once a second. */
    protected abstract String yaml(String keepSession);

    protected Scheduled watch(String keepSession) {
        return new Scheduled(yaml(keepSession), server().name());
    }

    @Test
    public void one_session_serves_probe_after_probe_and_goes_with_its_time() {
        try (Scheduled watched = watch("3s")) {
            watched.awaitLoginSince(1);
            List<List<String>> session = ours();
            assertThat(session).hasSize(1);

            watched.awaitLoginSince(2);
            await().atMost(LONG).until(() -> !ours().equals(session));

            assertThat(watched.states()).allMatch(State.UP::equals);
        }
        await().atMost(LONG).until(() -> ours().isEmpty());
    }

    @Test
    public void a_changed_password_is_met_at_once() {
        metAtOnce("wrong-password", Layer.AUTHENTICATION);
    }

    @Test
    public void a_right_that_is_taken_is_met_at_once() {
        metAtOnce("permission", Layer.AUTHORIZATION);
    }

    protected void metAtOnce(String fault, Layer layer) {
        try (Scheduled watched = watch("5m")) {
            watched.awaitLoginSince(1);

            server().breakWith(fault);

            watched.awaitDownAt(layer);
        }
    }
}
