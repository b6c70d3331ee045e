package org.rsvpplatform.cli.invocation;

/** What {@code ./rsvp} tells the shell. These numbers are an interface: scripts branch on them. */
public enum ExitCode {
    /** Good; degraded too, unless {@code --strict}. */
    GOOD(0),
    /** Something was found unhealthy, or a run failed. */
    UNHEALTHY(1),
    /** The command line was wrong, or the command is not offered. */
    USAGE(2),
    /** A guard refused, or a plan waits to be confirmed. */
    REFUSED(3),
    /** The gateway does not answer. */
    UNREACHABLE(4),
    /** The token is missing, unknown, or lacks the role. */
    NOT_ALLOWED(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number for the shell. */
    public int number() {
        return number;
    }

    /** The one that tells of the greater trouble. */
    public ExitCode or(ExitCode other) {
        return number >= other.number ? this : other;
    }
}
