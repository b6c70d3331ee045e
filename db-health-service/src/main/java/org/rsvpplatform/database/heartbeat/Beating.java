package org.rsvpplatform.database.heartbeat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * Which servers have a heartbeat: those of groups that can fail over, since it costs them about as
 * much as all probes do (docs/database.md).
 */
public final class Beating {
    private final Set<Server> servers = ConcurrentHashMap.newKeySet();

    /** A server, until it is closed. */
    public final class Server implements AutoCloseable {
        private final Provider provider;
        private final boolean administrated;

        private Server(Provider provider, boolean administrated) {
            this.provider = provider;
            this.administrated = administrated;
            servers.add(this);
        }

        /** Whether its group has two, and one that we could promote. */
        public boolean canFailOver() {
            boolean others = false;
            boolean promotable = false;
            for (Server other : servers) {
                if (other.provider.group().equals(provider.group())) {
                    others |= !other.provider.name().equals(provider.name());
                    promotable |= other.administrated;
                }
            }
            return others && promotable;
        }

        @Override
        public void close() {
            servers.remove(this);
        }
    }

    /**
     * @param administrated whether a login is configured that could promote it
     */
    public Server join(Provider provider, boolean administrated) {
        return new Server(provider, administrated);
    }
}
