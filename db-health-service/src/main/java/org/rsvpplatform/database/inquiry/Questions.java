package org.rsvpplatform.database.inquiry;

import java.net.InetSocketAddress;
import java.util.List;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Question;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * How far a plain connection comes. The kernel opens connections for a frozen server, too: only an
 * answered request for TLS shows that somebody is there.
 */
public final class Questions {
    private Questions() {}

    /** What is done at one layer; what it throws is the answer "no". */
    private interface Asking {
        Outcome ask(Deadline deadline, Trace trace) throws Exception;
    }

    private record Asked(Layer layer, Asking asking) implements Question {
        @Override
        public Outcome ask(Deadline deadline, Trace trace) throws Exception {
            return asking.ask(deadline, trace);
        }
    }

    public static List<Question> about(Place place) {
        return List.of(
                new Asked(Layer.DNS, (deadline, trace) -> name(place, deadline)),
                new Asked(Layer.CONNECT, (deadline, trace) -> connect(place, deadline, trace)),
                new Asked(Layer.PROTOCOL, (deadline, trace) -> protocol(place, deadline, trace)),
                new Asked(Layer.TLS, (deadline, trace) -> tls(place, deadline, trace)));
    }

    private static Outcome name(Place place, Deadline deadline) throws Exception {
        return Outcome.passed(place.described(place.addresses(deadline)));
    }

    private static Outcome connect(Place place, Deadline deadline, Trace trace) throws Exception {
        InetSocketAddress first = place.addresses(deadline).getFirst();
        try (Door _ = place.doors().at(first, deadline, trace)) {
            return Outcome.passed("TCP to %s opens".formatted(place.endpoint().address()));
        }
    }

    private static Outcome protocol(Place place, Deadline deadline, Trace trace) throws Exception {
        InetSocketAddress first = place.addresses(deadline).getFirst();
        try (Door door = place.doors().at(first, deadline, trace)) {
            return switch (door.ring(deadline)) {
                case TLS -> Outcome.passed("the server answers, and offers TLS");
                case NO_TLS -> Outcome.passed("the server answers, and offers no TLS");
                case CLOSED ->
                        Outcome.failed(
                                new Signal.Errno("ECONNRESET", "the server closed the connection"));
                case ERROR ->
                        door.refusal()
                                .map(said -> Outcome.passed("the server answers: " + said))
                                .orElseGet(() -> stranger(place, door));
                case STRANGER -> stranger(place, door);
            };
        }
    }

    private static Outcome stranger(Place place, Door door) {
        return Outcome.failed(
                new Signal.Fact(
                        door.stranger().isPresent()
                                ? "server-of-another-kind"
                                : "protocol-unexpected",
                        place.stranger(door)));
    }

    private static Outcome tls(Place place, Deadline deadline, Trace trace) throws Exception {
        InetSocketAddress first = place.addresses(deadline).getFirst();
        try (Door door = place.doors().at(first, deadline, trace)) {
            Door.Answer answer = door.ring(deadline);
            if (answer != Door.Answer.TLS) {
                return answer == Door.Answer.NO_TLS
                        ? Outcome.passed("no TLS is offered")
                        : Outcome.skipped("the server did not say whether it offers TLS");
            }
            door.certificate(deadline);
            return Outcome.passed("TLS comes about");
        }
    }
}
