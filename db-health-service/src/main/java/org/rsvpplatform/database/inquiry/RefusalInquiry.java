package org.rsvpplatform.database.inquiry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.host.Disk;
import org.rsvpplatform.database.host.ListeningSockets.Bound;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Why a connection is refused. On our own host it sees whether the port is bound at all, whether
 * the server still runs, and whether a full disk has stopped it; elsewhere it tries the usual
 * ports.
 */
public final class RefusalInquiry implements Inquiry {
    private static final String REFUSED = "db.connection-refused";
    private static final String DISK = "db.disk-full";

    private static final Duration EACH_PORT = Duration.ofMillis(120);

    private final Place place;

    public RefusalInquiry(Place place) {
        this.place = place;
    }

    @Override
    public String name() {
        return "port-bound";
    }

    @Override
    public Set<String> about() {
        return Set.of(REFUSED);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        List<InetSocketAddress> addresses = place.addresses(deadline);
        List<String> seen = new ArrayList<>();
        Set<String> confirmed = new HashSet<>();
        Set<String> ruledOut = new HashSet<>();
        if (place.isOurHost(addresses)) {
            Optional<Boolean> bound = bound(addresses, seen);
            if (bound.isEmpty()) {
                seen.add("this host does not tell which ports are bound");
            } else if (!bound.get()) {
                disks(seen, confirmed, ruledOut);
            }
        } else {
            seen.add("we connect to " + place.described(addresses));
        }
        otherPorts(addresses, seen, deadline, trace);
        return new Finding(
                name(), confirmed, ruledOut, String.join("; ", seen), place.host().facts());
    }

    /** Whether the port is bound; empty when this host does not tell, which confirms nothing. */
    private Optional<Boolean> bound(List<InetSocketAddress> addresses, List<String> seen) {
        int port = place.endpoint().port();
        Optional<List<Bound>> all = place.host().sockets().all();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Bound> onPort = all.get().stream().filter(b -> b.port() == port).toList();
        boolean bound =
                onPort.stream()
                        .anyMatch(b -> addresses.stream().anyMatch(a -> b.takes(a.getAddress())));
        if (bound) {
            seen.add("by now somebody listens on %s again".formatted(place.endpoint().address()));
        } else if (onPort.isEmpty()) {
            seen.add(
                    "%s is our own host, and nothing listens on port %d there (/proc/net/tcp)"
                            .formatted(place.described(addresses), port));
        } else {
            seen.add(
                    "port %d is bound on %s only, and we connect to %s"
                            .formatted(port, onPort, place.described(addresses)));
        }
        process(seen);
        place.host().lastWord().ifPresent(word -> seen.add("its log says: " + word));
        return Optional.of(bound);
    }

    private void process(List<String> seen) {
        ServerHost host = place.host();
        host.dataDirectory()
                .ifPresent(
                        directory ->
                                seen.add(
                                        switch (host.life()) {
                                            case RUNNING ->
                                                    "its server (process %d) still runs"
                                                            .formatted(host.pid().orElse(0));
                                            case STOPPED ->
                                                    "its server (process %d) is stopped"
                                                            .formatted(host.pid().orElse(0));
                                            case GONE ->
                                                    "its server (process %d, data in %s) is gone"
                                                            .formatted(
                                                                    host.pid().orElse(0),
                                                                    directory);
                                            case UNKNOWN -> "its data lie in " + directory;
                                        }));
    }

    /**
     * A full disk of the log stops the server, and lets it not start again. If the disk is not the
     * server's for certain, both causes stay open.
     */
    private void disks(List<String> seen, Set<String> confirmed, Set<String> ruledOut) {
        List<Disk> suspects = place.host().suspects();
        suspects.stream().map(Disk::toString).forEach(seen::add);
        if (suspects.isEmpty()) {
            confirmed.add(REFUSED);
            ruledOut.add(DISK);
        } else if (suspects.stream().anyMatch(Disk::holdsLog)) {
            confirmed.add(DISK);
        }
    }

    /** A wrong port in our configuration looks just like a server that is down. */
    private void otherPorts(
            List<InetSocketAddress> addresses, List<String> seen, Deadline deadline, Trace trace) {
        Stream<Integer> ports =
                place.doors().usualPorts().stream().filter(port -> port != place.endpoint().port());
        List<String> answering =
                ports.map(port -> new InetSocketAddress(addresses.getFirst().getAddress(), port))
                        .filter(address -> answers(address, deadline, trace))
                        .map(address -> String.valueOf(address.getPort()))
                        .toList();
        if (!answering.isEmpty()) {
            seen.add(
                    "a %s server answers at %s on port %s"
                            .formatted(
                                    place.doors().product(),
                                    place.endpoint().host(),
                                    String.join(", ", answering)));
        }
    }

    private boolean answers(InetSocketAddress address, Deadline deadline, Trace trace) {
        Deadline own = deadline.atMost(EACH_PORT);
        try (Door door = place.doors().at(address, own, trace)) {
            Door.Answer answer = door.ring(own);
            return answer == Door.Answer.TLS || answer == Door.Answer.NO_TLS;
        } catch (IOException e) {
            return false;
        }
    }
}
