package org.rsvpplatform.database.inquiry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether a lost connection was one connection, or whether every new one ends like it. A server
 * that shuts down says so before it closes; one that closes without a word, again and again, does
 * not shut down.
 */
public final class LostInquiry implements Inquiry {
    private static final String LOST = "db.connection-lost";
    private static final String DISK = "db.disk-full";
    private static final String TLS = "db.tls-failed";
    private static final String SHUTTING_DOWN = "db.shutting-down";

    private final Place place;

    public LostInquiry(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "lost-again";
    }

    @Override
    public Set<String> about() {
        return Set.of(LOST);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        InetSocketAddress first = place.addresses(deadline).getFirst();
        String at = place.endpoint().address();
        try (Door door = place.doors().at(first, deadline, trace)) {
            return switch (door.ring(deadline)) {
                case TLS -> handshake(door, deadline, at);
                case NO_TLS -> answered(at);
                case CLOSED -> again(at);
                case ERROR, STRANGER ->
                        finding(
                                Set.of(),
                                door.refusal()
                                        .map(said -> "a new connection is answered: " + said)
                                        .orElseGet(() -> place.stranger(door)));
            };
        } catch (ConnectException e) {
            return finding(
                    Set.of(),
                    "a new connection to %s is refused: the server is down".formatted(at));
        } catch (SocketTimeoutException e) {
            return finding(Set.of(), "a new connection to %s gets no answer".formatted(at));
        } catch (IOException e) {
            return again(at);
        }
    }

    /** A handshake that fails looks to our client like a connection that is closed. */
    private Finding handshake(Door door, Deadline deadline, String at) {
        try {
            door.certificate(deadline);
            return answered(at);
        } catch (SSLException e) {
            return new Finding(
                    name(),
                    Set.of(TLS),
                    Set.of(LOST, SHUTTING_DOWN),
                    "the server at %s offers TLS, and the handshake fails: %s"
                            .formatted(at, e.getMessage()),
                    place.host().facts());
        } catch (IOException e) {
            return again(at);
        }
    }

    private Finding answered(String at) {
        String seen = "a new connection to %s is answered again".formatted(at);
        return finding(
                Set.of(),
                place.endpoint().via() == Endpoint.Via.DIRECT
                        ? seen + ", so the server lives"
                        : seen + " by the proxy; whether the server behind it lives is not seen");
    }

    /** A server that can't write its log dies, and so do the connections in front of it. */
    private Finding again(String at) {
        List<String> full =
                place.host().suspects().stream()
                        .filter(Disk::holdsLog)
                        .map(Disk::toString)
                        .toList();
        return new Finding(
                name(),
                Set.of(full.isEmpty() ? LOST : DISK),
                Set.of(SHUTTING_DOWN),
                "a new connection to %s is accepted and closed without a word too: %s"
                        .formatted(
                                at,
                                full.isEmpty()
                                        ? "something that accepts for the server (a proxy, a port"
                                              + " forward) has lost it, or the server dies at each"
                                              + " login"
                                        : "the server can't write its log; "
                                                + String.join("; ", full)),
                place.host().facts());
    }

    private Finding finding(Set<String> confirms, String evidence) {
        return new Finding(name(), confirms, Set.of(), evidence, place.host().facts());
    }
}
