package org.rsvpplatform.database.mysql.connection;

/** What answers speaks another protocol. */
final class StrangerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final byte[] said;

    StrangerException(byte[] said) {
        super("what listens there does not speak MySQL's protocol");
        this.said = said.clone();
    }

    byte[] said() {
        return said.clone();
    }
}
