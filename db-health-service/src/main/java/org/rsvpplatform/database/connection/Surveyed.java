package org.rsvpplatform.database.connection;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a server says of itself through one connection: in the present probe, and at its login.
 *
 * @param <V> the survey of the kind of server
 */
public final class Surveyed<V> {
    private final V atLogin;
    private volatile V now;

    /** Of a connection that has just logged in. */
    public Surveyed() {
        this(null);
    }

    private Surveyed(V atLogin) {
        this.atLogin = atLogin;
    }

    /** The same connection in the next probe, in which nothing was asked yet. */
    public Surveyed<V> again() {
        return new Surveyed<>(atLogin == null ? now : atLogin);
    }

    /** What was said in an earlier probe, at the login; empty in the probe that logged in. */
    public Optional<V> atLogin() {
        return Optional.ofNullable(atLogin);
    }

    /** What was said in this probe, if somebody asked. */
    public Optional<V> now() {
        return Optional.ofNullable(now);
    }

    /** Takes in what was said in this probe. */
    public V learned(V survey) {
        now = survey;
        return survey;
    }

    /** Whether this part of it is another than at the login. */
    public boolean changed(Function<V, ?> part) {
        return atLogin != null && now != null && !part.apply(now).equals(part.apply(atLogin));
    }
}
