package org.rsvpplatform.database.connection;

import java.time.Duration;
import org.rsvpplatform.kit.observe.config.Section;

/**
 * How long one login serves the probes. A new backend process costs PostgreSQL some ten times what
 * a probe asks of it; see docs/adr/0010.
 */
public final class KeepSession {
    private static final Duration MOST = Duration.ofMinutes(5);

    private KeepSession() {}

    /**
     * Reads {@code keepSession:}.
     *
     * @param usual what it is when the file says nothing
     * @return zero for a login a probe; so it always is through a proxy, which may have only a few
     *     connections for all
     */
    public static Duration of(Section section, Endpoint.Via via, Duration usual) {
        Duration wanted =
                section.duration("keepSession").between(Duration.ZERO, MOST).orElse(usual);
        return via == Endpoint.Via.PROXY ? Duration.ZERO : wanted;
    }
}
