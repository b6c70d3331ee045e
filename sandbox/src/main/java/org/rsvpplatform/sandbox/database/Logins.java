package org.rsvpplatform.sandbox.database;

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

    /**
     * The standard users with random passwords.
     *
     * @param admin name of the superuser
     */
    public static Logins random(String admin) {
        return new Logins(
                Login.random(admin),
                Login.random("rsvp"),
                Login.random("rsvp_observer"),
                Login.random("rsvp_replication"));
    }

    public List<Login> all() {
        return List.of(admin, program, observer, replication);
    }
}
