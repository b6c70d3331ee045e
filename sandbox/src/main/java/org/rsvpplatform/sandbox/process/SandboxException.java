package org.rsvpplatform.sandbox.process;

/** Something in the sandbox could not be done. The message says what, and what was seen. */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
