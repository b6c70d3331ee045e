package org.rsvpplatform.sandbox.postgresql;

import java.util.List;
import org.rsvpplatform.sandbox.process.Login;

/**
 * The logins of a pair, the same on both servers.
 *
 * @param admin the superuser
 * @param program what the platform's programs use
 * @param observer may read statistics, nothing else
 * @param replication the standby's
 */
public record Logins(Login admin, Login program, Login observer, Login replication) {

    /** The standard users with random passwords. */
    public static Logins random() {
        return new Logins(
                Login.random("postgres"),
                Login.random("rsvp"),
                Login.random("rsvp_observer"),
                Login.random("rsvp_replication"));
    }

    List<Login> all() {
        return List.of(admin, program, observer, replication);
    }
}
