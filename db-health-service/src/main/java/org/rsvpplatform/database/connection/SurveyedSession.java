package org.rsvpplatform.database.connection;

import java.util.Optional;
import org.rsvpplatform.kit.observe.probe.Session;

/**
 * A session of probes, through which a server says of itself what several checks need.
 *
 * @param <S> the kind of session
 * @param <V> the survey of that kind of server
 */
public interface SurveyedSession<S, V> extends Session {
    /** What the server said of itself in this probe, if somebody asked. */
    Optional<V> surveyed();

    /** Whether something that decides over logins has changed since this one. */
    boolean outdated();

    /** The same connection, as the login that follows another one. */
    S after(S earlier);

    /** The same connection in the next probe, of which nothing is known yet but its login. */
    S again();
}
