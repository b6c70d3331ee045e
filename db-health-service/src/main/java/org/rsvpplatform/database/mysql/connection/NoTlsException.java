package org.rsvpplatform.database.mysql.connection;

/** The server offers no TLS, and we insist on it. */
final class NoTlsException extends Exception {
    private static final long serialVersionUID = 1L;

    NoTlsException() {
        super("the server's greeting offers no TLS");
    }
}
