package org.rsvpplatform.cli.suite;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what announces itself to nobody (a port, a file, another process) by looking again and
 * again.
 */
public final class Wait {
    private Wait() {}

    /**
     * Looks every {@code pace} until the condition holds; false when it does not by the deadline.
     */
    public static boolean until(BooleanSupplier condition, Duration patience, Duration pace) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(pace.toNanos());
        }
        return true;
    }
}
