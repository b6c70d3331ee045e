package org.rsvpplatform.cli.invocation;

import java.util.List;

/** A command that can't go on: what happened, what to do about it, and what the shell is told. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final transient List<String> hints;

    public Failure(ExitCode exitCode, String message, String... hints) {
        super(message);
        this.exitCode = exitCode;
        this.hints = List.of(hints);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** Lines that say what to do; none when the message says it. */
    public List<String> hints() {
        return hints;
    }
}
