package org.rsvpplatform.kit.store;

/** The store can't do this now; for a caller over HTTP that is a 503. */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;

    public StoreUnavailable(String reason, String hint, Throwable cause) {
        super(reason, cause);
        this.hint = hint;
    }

    /** What to do. */
    public String hint() {
        return hint;
    }
}
