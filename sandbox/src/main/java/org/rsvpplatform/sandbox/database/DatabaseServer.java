package org.rsvpplatform.sandbox.database;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.rsvpplatform.sandbox.fault.Breakable;

/** A database server of whatever kind, as those see it who only need to find it. */
public interface DatabaseServer extends Breakable {
    /** The platform's database. */
    String DATABASE = "rsvp";

    /** The scheme of its URLs. */
    String scheme();

    default String host() {
        return "127.0.0.1";
    }

    /** The port that the health services use; it can be cut. */
    int servicePort();

    /** The port that the platform's programs use; it can be cut. */
    int programsPort();

    /** The server's own port. */
    int directPort();

    /** The platform's database. */
    default String database() {
        return DATABASE;
    }

    /** All logins. */
    Logins logins();

    /** The user of the platform's programs. */
    default String user() {
        return logins().program().user();
    }

    default String password() {
        return logins().program().password();
    }

    /** The server's process id, empty when it does not run. */
    OptionalLong pid();

    Path dataDirectory();

    /** Ends all its processes; only healing starts it again, and then as what it is by then. */
    void fence();

    /** The folder of the server's and its clients' programs. */
    Path programDirectory();
}
