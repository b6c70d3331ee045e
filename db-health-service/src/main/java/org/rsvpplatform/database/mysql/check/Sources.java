package org.rsvpplatform.database.mysql.check;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.database.mysql.connection.Gtids;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** How far the active servers have come, so that a replica need not be believed about itself. */
public final class Sources {
    private final Map<Provider, Gtids> positions = new ConcurrentHashMap<>();

    /** The server that commits says how far it is. */
    public void at(Provider provider, Gtids position) {
        positions.put(provider, position);
    }

    public void remove(Provider provider) {
        positions.remove(provider);
    }

    /** What the active server of this provider's group said last. */
    public Optional<Gtids> of(Provider standby) {
        return positions.entrySet().stream()
                .filter(e -> e.getKey().group().equals(standby.group()))
                .filter(e -> e.getKey().role() == Role.ACTIVE)
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
