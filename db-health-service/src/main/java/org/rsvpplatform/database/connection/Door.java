package org.rsvpplatform.database.connection;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.rsvpplatform.kit.time.Deadline;

/** A plain connection to a server, for the questions before a login. */
public interface Door extends AutoCloseable {

    /** What the smallest question of the protocol is answered with. */
    enum Answer {
        TLS,
        NO_TLS,
        /** An error of the server, before any login. */
        ERROR,
        CLOSED,
        /** Something that speaks another protocol. */
        STRANGER
    }

    /**
     * Asks whether TLS is offered.
     *
     * @throws java.net.SocketTimeoutException the connection stands, and nobody answers
     */
    Answer ring(Deadline deadline) throws IOException;

    /** What the stranger that answered is, when its first words give it away. */
    Optional<String> stranger();

    /** What the server said when it answered with an error, when it can be read. */
    default Optional<String> refusal() {
        return Optional.empty();
    }

    /** The certificate that the server shows, whoever signed it: to be looked at, not trusted. */
    Optional<X509Certificate> certificate(Deadline deadline) throws IOException;

    /** Leaves in a way that the server does not count as an error of ours. */
    @Override
    void close();
}
