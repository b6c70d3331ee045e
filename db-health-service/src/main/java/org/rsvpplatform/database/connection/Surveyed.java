package org.rsvpplatform.database.connection;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a server says of itself through one connection: in the present probe, and at its login.
 *
 * @param <V> the survey of the kind of server
 */
public final class Surveyed<V> {
    private final V before;
    private final V atLogin;
    private volatile V now;

    /** Of a connection that has just logged in, the first one. */
    public Surveyed() {
        this(null, null);
    }

    private Surveyed(V before, V atLogin) {
        this.before = before;
        this.atLogin = atLogin;
    }

    /**
     * Of a connection that has just logged in. What changes between its login and its first survey
     * shows only against what another connection was told before.
     */
    public static <V> Surveyed<V> after(Surveyed<V> earlier) {
        return new Surveyed<>(earlier.last(), null);
    }

    /** The same connection in the next probe, in which nothing was asked yet. */
    public Surveyed<V> again() {
        return new Surveyed<>(before, atLogin == null ? now : atLogin);
    }

    private V last() {
        if (now != null) {
            return now;
        }
        return atLogin == null ? before : atLogin;
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

    /** Whether this part of it is another than at the login, or than right before it. */
    public boolean changed(Function<V, ?> part) {
        V then = atLogin == null ? before : atLogin;
        return then != null && now != null && !part.apply(now).equals(part.apply(then));
    }
}
