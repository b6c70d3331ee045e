package org.rsvpplatform.sandbox.database;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.rsvpplatform.sandbox.fault.Breakable;
import org.rsvpplatform.sandbox.fault.FaultRefused;

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

    /**
     * Makes it follow the other one of its pair, which took over and goes on serving meanwhile.
     *
     * @return where the data are kept that were replaced; empty when none had to be
     * @throws FaultRefused when there is nobody to follow
     */
    default Optional<Path> rejoin() {
        throw new FaultRefused(
                "No rejoin of '%s'".formatted(name()),
                "it is not known how a server of this kind rejoins",
                "POST /heal");
    }

    /** The folder of the server's and its clients' programs. */
    Path programDirectory();
}
