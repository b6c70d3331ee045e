package org.rsvpplatform.kit.time;

/** A monotonic source of nanoseconds, injected wherever ages, deadlines or leases are computed. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since an arbitrary origin; only differences mean anything. */
    long nanos();

    /** The JVM's own monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }
}
