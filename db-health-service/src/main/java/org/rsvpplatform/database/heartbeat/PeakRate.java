package org.rsvpplatform.database.heartbeat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** The highest rate at which something grew between two beats of the last minutes. */
public final class PeakRate {
    private static final Duration LASTS = Duration.ofMinutes(5);

    private final Deque<Rate> rates = new ArrayDeque<>();
    private long lastNanos;
    private long lastTotal = -1;

    private record Rate(long atNanos, double perSecond) {}

    /** Takes a total in, such as bytes of a log. */
    public synchronized void seen(long total, long atNanos) {
        if (lastTotal >= 0 && total >= lastTotal && atNanos > lastNanos) {
            double perSecond = (total - lastTotal) * 1e9 / (atNanos - lastNanos);
            // Only rates that a later one does not exceed can become the highest.
            while (!rates.isEmpty() && rates.peekLast().perSecond() <= perSecond) {
                rates.removeLast();
            }
            rates.addLast(new Rate(atNanos, perSecond));
        }
        while (!rates.isEmpty() && atNanos - rates.peekFirst().atNanos() > LASTS.toNanos()) {
            rates.removeFirst();
        }
        lastTotal = total;
        lastNanos = atNanos;
    }

    /** Per second; empty before two beats. */
    public synchronized OptionalDouble perSecond() {
        return rates.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(rates.peekFirst().perSecond());
    }
}
