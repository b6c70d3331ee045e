package org.rsvpplatform.database.inquiry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.host.ListeningSockets.Bound;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether no answer means that packets are dropped on the way, or that the server is frozen. A
 * connection that opens proves the network: then it is the server that keeps silent.
 */
public final class SilenceInquiry implements Inquiry {
    private static final String TIMEOUT = "db.connection-timeout";
    private static final String NETWORK = "db.network-unreachable";
    private static final Duration FOR_TCP = Duration.ofMillis(200);

    private final Place place;

    public SilenceInquiry(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "frozen-or-filtered";
    }

    @Override
    public Set<String> about() {
        return Set.of(TIMEOUT);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        List<InetSocketAddress> addresses = place.addresses(deadline);
        InetSocketAddress first = addresses.getFirst();
        boolean ours = place.isOurHost(addresses);
        try (Door door = place.doors().at(first, deadline.atMost(FOR_TCP), trace)) {
            return connected(door, deadline);
        } catch (SocketTimeoutException e) {
            return filtered(addresses, ours);
        } catch (IOException e) {
            return finding(Set.of(), "by now the connection fails: " + e.getMessage());
        }
    }

    private Finding connected(Door door, Deadline deadline) throws IOException {
        try {
            // The margin lets us say so ourselves, before nobody waits for us any more.
            Door.Answer answer = door.ring(deadline.atMost(FOR_TCP));
            return finding(Set.of(), "by now the server answers again (%s)".formatted(answer));
        } catch (SocketTimeoutException e) {
            return new Finding(
                    name(),
                    Set.of(TIMEOUT),
                    Set.of(NETWORK),
                    "TCP to %s opens and nobody answers there: the server is frozen or overloaded,"
                                    .formatted(place.endpoint().address())
                            + " no packet is filtered"
                            + process(),
                    place.host().facts());
        }
    }

    private String process() {
        return switch (place.host().life()) {
            case STOPPED ->
                    "; its server (process %d on our host) is stopped by a signal (state T)"
                            .formatted(place.host().pid().orElse(0));
            case RUNNING ->
                    "; its server (process %d on our host) runs"
                            .formatted(place.host().pid().orElse(0));
            case GONE, UNKNOWN -> "";
        };
    }

    private Finding filtered(List<InetSocketAddress> addresses, boolean ours) {
        String unanswered =
                "TCP to %s does not open: the connection request (SYN) is not answered"
                        .formatted(place.described(addresses));
        if (!ours) {
            return finding(
                    Set.of(),
                    unanswered + "; a firewall drops it, or the host or the way to it is gone");
        }
        boolean bound =
                place.host().sockets().all().stream()
                        .flatMap(List::stream)
                        .anyMatch(b -> listens(b, addresses));
        return finding(
                Set.of(TIMEOUT),
                unanswered
                        + "; it is our own host, "
                        + (bound
                                ? "the port is bound, and its queue is full or a local firewall"
                                        + " drops the packets"
                                : "and a local firewall drops the packets"));
    }

    private boolean listens(Bound bound, List<InetSocketAddress> addresses) {
        return bound.port() == place.endpoint().port()
                && addresses.stream().anyMatch(a -> bound.takes(a.getAddress()));
    }

    private Finding finding(Set<String> confirms, String evidence) {
        Set<String> excluded = confirms.isEmpty() ? Set.of() : Set.of(NETWORK);
        return new Finding(name(), confirms, excluded, evidence, place.host().facts());
    }
}
