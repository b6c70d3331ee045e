package org.rsvpplatform.database.mysql.check;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.database.mysql.connection.Gtids;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** How far the active servers have come, so that a replica need not be believed about itself. */
public final class Sources {
    private final Set<Source> sources = ConcurrentHashMap.newKeySet();

    /** A server under watch, until it is closed. */
    public final class Source implements AutoCloseable {
        private final Provider provider;
        private volatile Gtids position;

        private Source(Provider provider) {
            this.provider = provider;
        }

        /** It says how far it is. */
        public void at(Gtids now) {
            position = now;
        }

        @Override
        public void close() {
            sources.remove(this);
        }
    }

    public Source join(Provider provider) {
        Source source = new Source(provider);
        sources.add(source);
        return source;
    }

    /** What the active server of this provider's group said last. */
    public Optional<Gtids> of(Provider standby) {
        return sources.stream()
                .filter(source -> source.provider.group().equals(standby.group()))
                .filter(source -> source.provider.role() == Role.ACTIVE)
                .flatMap(source -> Optional.ofNullable(source.position).stream())
                .findFirst();
    }
}
