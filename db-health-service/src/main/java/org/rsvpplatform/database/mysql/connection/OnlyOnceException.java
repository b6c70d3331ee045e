package org.rsvpplatform.database.mysql.connection;

/** The first attempt has said what there is to say. */
final class OnlyOnceException extends Exception {
    private static final long serialVersionUID = 1L;

    OnlyOnceException() {
        super("one attempt is enough", null, false, false);
    }
}
