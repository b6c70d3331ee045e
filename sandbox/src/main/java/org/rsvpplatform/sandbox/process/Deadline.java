package org.rsvpplatform.sandbox.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A point in monotonic time until which something is waited for. */
public record Deadline(long nanos) {
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    public boolean passed() {
        return System.nanoTime() - nanos >= 0;
    }

    /** Waits for the condition; false when the deadline passed first. */
    public boolean met(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new SandboxException("interrupted while waiting");
            }
        }
        return true;
    }

    /** Waits for the condition; an exception that says {@code what} when the deadline passes. */
    public void await(String what, BooleanSupplier condition) {
        if (!met(condition)) {
            throw new SandboxException("waited in vain for " + what);
        }
    }
}
