package org.rsvpplatform.kit.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** A server may refuse a login for a reason that lies deeper than the login, such as capacity. */
class RefusedLoginTest {

    @Test
    void the_layers_before_it_passed_and_what_was_not_answered_is_skipped() throws Exception {
        ProbeReport report = probe(new FullHouse(Layer.AUTHENTICATION));

        assertThat(labels(report))
                .containsExactly(
                        "connect passed",
                        "authentication skipped",
                        "capacity failed",
                        "operation skipped");
    }

    @Test
    void a_login_that_succeeded_before_counts_as_passed() throws Exception {
        ProbeReport report = probe(new FullHouse(Layer.CAPACITY));

        assertThat(labels(report))
                .containsExactly(
                        "connect passed",
                        "authentication passed",
                        "capacity failed",
                        "operation skipped");
    }

    private static List<String> labels(ProbeReport report) {
        return report.results().stream()
                .map(r -> r.layer().label() + " " + r.outcome().label())
                .toList();
    }

    private static ProbeReport probe(FullHouse backend) throws Exception {
        try (ProbeEngine engine =
                new ProbeEngine(
                        1, Clock.systemUTC(), Ticker.system(), report -> Duration.ofHours(1))) {
            Provider provider =
                    new Provider("a", "full", "a", Role.ACTIVE, true, Provider.Mode.MANAGE);
            engine.watch(provider, backend, Cadence.DEFAULT, Duration.ofHours(1));
            return engine.probe("a", ProbeEngine.Request.ALL).get(5, TimeUnit.SECONDS);
        }
    }

    /** Takes connections, and has no room for a session. */
    private record FullHouse(Layer reached) implements Backend<Session> {
        private record Question(Layer layer) implements Check<Session> {
            @Override
            public Outcome ask(Session session, Deadline deadline) {
                return Outcome.passed("answered");
            }
        }

        @Override
        public List<Layer> opening() {
            return List.of(Layer.CONNECT, Layer.AUTHENTICATION);
        }

        @Override
        public Session open(Probing probing) throws LayerFailure {
            probing.reached(reached);
            throw new LayerFailure(Layer.CAPACITY, new Signal.Text("too many clients"));
        }

        @Override
        public List<Check<Session>> checks() {
            return List.of(new Question(Layer.OPERATION), new Question(Layer.CAPACITY));
        }

        @Override
        public Signal signal(Throwable thrown) {
            return new Signal.Text(String.valueOf(thrown.getMessage()));
        }
    }
}
