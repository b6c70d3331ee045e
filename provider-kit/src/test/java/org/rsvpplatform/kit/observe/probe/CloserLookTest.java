package org.rsvpplatform.kit.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

class CloserLookTest {
    private static final Duration ANY = Duration.ofMillis(500);

    static List<Outcome> failures() {
        return List.of(Outcome.failed(new Signal.Fact("gone", "gone")), new Outcome.TimedOut(ANY));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_layer_that_the_report_does_not_speak_of_is_its_reason_when_it_is_what_failed(
            Outcome failure) throws InterruptedException {
        ProbeReport silent = report(Layer.PROTOCOL, new Outcome.TimedOut(ANY));

        ProbeReport located =
                new CloserLook(
                                new Opened(
                                        List.of(
                                                new Told(Layer.DNS, Outcome.passed("known")),
                                                new Told(Layer.CONNECT, failure))),
                                Clock.systemUTC(),
                                Ticker.system(),
                                false)
                        .locate(silent);

        assertThat(located.reason()).map(CheckResult::layer).contains(Layer.CONNECT);
        assertThat(located.results())
                .extracting(CheckResult::layer)
                .containsExactly(Layer.DNS, Layer.CONNECT, Layer.PROTOCOL);
    }

    private static ProbeReport report(Layer layer, Outcome outcome) {
        Instant now = Instant.now();
        return new ProbeReport(
                new Provider("a", "door", "a", Role.ACTIVE, true, Provider.Mode.MANAGE),
                now,
                0,
                ANY,
                Duration.ZERO,
                List.of(new CheckResult(layer, outcome, now, ANY)),
                List.of());
    }

    private record Told(Layer layer, Outcome outcome) implements Question {
        @Override
        public Outcome ask(Deadline deadline, Trace trace) {
            return outcome;
        }
    }

    private record Opened(List<Question> questions) implements Backend<Session> {
        Opened {
            questions = List.copyOf(questions);
        }

        @Override
        public List<Layer> opening() {
            return List.of(Layer.DNS, Layer.CONNECT, Layer.PROTOCOL);
        }

        @Override
        public Session open(Probing probing) {
            throw new IllegalStateException("nobody opens it");
        }

        @Override
        public List<Check<Session>> checks() {
            return List.of();
        }

        @Override
        public Signal signal(Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }
}
