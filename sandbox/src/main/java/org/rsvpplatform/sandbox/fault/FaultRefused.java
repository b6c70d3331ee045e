package org.rsvpplatform.sandbox.fault;

/** A fault was asked for that is not known or can't be had. */
public final class FaultRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;
    private final String detail;
    private final String hint;

    /**
     * @param title what was refused
     * @param detail why
     * @param hint what to do instead
     */
    public FaultRefused(String title, String detail, String hint) {
        super(title + ": " + detail);
        this.title = title;
        this.detail = detail;
        this.hint = hint;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return detail;
    }

    public String hint() {
        return hint;
    }
}
