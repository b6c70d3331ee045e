package org.rsvpplatform.database.postgresql.connection;

import java.util.Optional;

/** What answers speaks another protocol. */
final class StrangerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean known;

    /**
     * @param who what it is, when its first words gave it away
     */
    StrangerException(Optional<String> who) {
        super(
                who.map("what listens there is "::concat)
                        .orElse("what listens there does not speak PostgreSQL's protocol"));
        this.known = who.isPresent();
    }

    boolean known() {
        return known;
    }
}
