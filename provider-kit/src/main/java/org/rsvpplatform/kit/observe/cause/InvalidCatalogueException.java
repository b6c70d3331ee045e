package org.rsvpplatform.kit.observe.cause;

/** A catalogue file that cannot be used; the message names the line and what is wrong there. */
public final class InvalidCatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidCatalogueException(int line, String problem) {
        super("line %d: %s".formatted(line, problem));
    }

    InvalidCatalogueException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
