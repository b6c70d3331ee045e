package org.rsvpplatform.database.postgresql.inquiry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.host.ServerHost;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.time.Deadline;

/** Where a server is meant to be, and what we know of that host. */
public record Place(PostgresSettings settings, Names names, ServerHost host) {

    List<InetSocketAddress> addresses(Deadline deadline)
            throws UnknownHostException, TimeoutException, InterruptedException {
        return Arrays.stream(names.resolve(settings.host(), deadline))
                .map(address -> new InetSocketAddress(address, settings.port()))
                .toList();
    }

    /** Whether the server itself, not something in between, is addressed on our own host. */
    boolean isOurHost(List<InetSocketAddress> addresses) {
        return settings.via() == PostgresSettings.Via.DIRECT
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
        return numbers.equals(settings.host())
                ? settings.address()
                : "%s (%s)".formatted(settings.address(), numbers);
    }
}
