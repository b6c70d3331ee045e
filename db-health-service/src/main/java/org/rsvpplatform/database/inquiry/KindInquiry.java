package org.rsvpplatform.database.inquiry;

import java.net.InetSocketAddress;
import java.util.Set;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** What it is that answers where another kind of server is configured. */
public final class KindInquiry implements Inquiry {
    private static final String WRONG = "db.wrong-kind";

    private final Place place;

    public KindInquiry(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "who-answers";
    }

    @Override
    public Set<String> about() {
        return Set.of(WRONG);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        InetSocketAddress first = place.addresses(deadline).getFirst();
        try (Door door = place.doors().at(first, deadline, trace)) {
            Door.Answer answer = door.ring(deadline);
            boolean stranger = answer == Door.Answer.STRANGER;
            return new Finding(
                    name(),
                    stranger && door.stranger().isPresent() ? Set.of(WRONG) : Set.of(),
                    Set.of(),
                    stranger
                            ? place.stranger(door)
                            : "asked again, it answers as a %s server would (%s)"
                                    .formatted(place.doors().product(), answer),
                    place.host().facts());
        }
    }
}
