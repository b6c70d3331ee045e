package org.rsvpplatform.database.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** The hosts of all servers under watch: what helps one server may have to be done at another. */
public final class Hosts {
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();

    /** A server's, until it is closed. */
    public final class Seat implements AutoCloseable {
        private final Provider provider;
        private final String address;
        private final ServerHost host;

        private Seat(Provider provider, String address, ServerHost host) {
            this.provider = provider;
            this.address = address;
            this.host = host;
        }

        public ServerHost host() {
            return host;
        }

        @Override
        public void close() {
            seats.remove(this);
        }
    }

    /**
     * A new host, or what was learned of the server while it was watched in another role: after a
     * failover it may not answer any more.
     *
     * @param configured its data directory, when the configuration names it
     */
    public Seat join(
            Provider provider, Endpoint endpoint, Footprint footprint, Optional<Path> configured) {
        String address = "%s %s".formatted(endpoint.address(), configured);
        ServerHost host =
                seats.stream()
                        .filter(seat -> seat.provider.name().equals(provider.name()))
                        .filter(seat -> seat.address.equals(address))
                        .map(Seat::host)
                        .findFirst()
                        .orElseGet(() -> new ServerHost(footprint, configured));
        Seat seat = new Seat(provider, address, host);
        seats.add(seat);
        return seat;
    }

    /**
     * Values for the placeholders that speak of this provider's standby; of several that one which
     * does not run, and nothing where that is not one.
     */
    public Map<String, String> standbyFacts(Provider provider) {
        List<Map<String, String>> standbys =
                seats.stream()
                        .filter(other -> other.provider.group().equals(provider.group()))
                        .filter(other -> !other.provider.name().equals(provider.name()))
                        .filter(other -> other.provider.role() == Role.STANDBY)
                        .map(other -> other.host.facts())
                        .toList();
        List<Map<String, String>> meant =
                standbys.size() == 1
                        ? standbys
                        : standbys.stream().filter(its -> !its.containsKey("serverRuns")).toList();
        if (meant.size() != 1) {
            return Map.of();
        }
        Map<String, String> its = meant.getFirst();
        Map<String, String> facts = new HashMap<>();
        copy(its, "dataDirectory", facts, "standbyDataDirectory");
        copy(its, "serverLog", facts, "standbyLog");
        copy(its, "serverRuns", facts, "standbyRuns");
        copy(its, "serverPid", facts, "standbyPid");
        return facts;
    }

    private static void copy(
            Map<String, String> from, String key, Map<String, String> to, String as) {
        if (from.containsKey(key)) {
            to.put(as, from.get(key));
        }
    }
}
