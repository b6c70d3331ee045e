package org.rsvpplatform.database.inquiry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.connection.Doors;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.time.Deadline;

/** Where a server is meant to be, and what we know of that host. */
public record Place(Endpoint endpoint, Names names, ServerHost host, Doors doors) {

    public List<InetSocketAddress> addresses(Deadline deadline)
            throws UnknownHostException, TimeoutException, InterruptedException {
        return Arrays.stream(names.resolve(endpoint.host(), deadline))
                .map(address -> new InetSocketAddress(address, endpoint.port()))
                .toList();
    }

    /** What answers where the server should be, in words. */
    String stranger(Door door) {
        return door.stranger()
                .map(who -> "what answers at %s is %s".formatted(endpoint.address(), who))
                .orElse(
                        "what answers at %s does not speak %s's protocol"
                                .formatted(endpoint.address(), doors.product()));
    }

    /** Whether the server itself, not something in between, is addressed on our own host. */
    boolean isOurHost(List<InetSocketAddress> addresses) {
        return endpoint.via() == Endpoint.Via.DIRECT
                && ServerHost.isOurs(
                        addresses.stream()
                                .map(InetSocketAddress::getAddress)
                                .toArray(InetAddress[]::new));
    }

    /** The name, with its addresses where it is not one itself. */
    String described(List<InetSocketAddress> addresses) {
        String numbers =
                addresses.stream()
                        .map(address -> address.getAddress().getHostAddress())
                        .collect(Collectors.joining(", "));
        return numbers.equals(endpoint.host())
                ? endpoint.address()
                : "%s (%s)".formatted(endpoint.address(), numbers);
    }
}
