package org.rsvpplatform.kit.act.command;

/** The command must not be done now; the hint says what would change that. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public Refused(String why, String hint) {
        super(why);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
