package org.rsvpplatform.database.benchmark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.rsvpplatform.kit.time.Ticker;

/**
 * How late our own threads get their turn: one asks to be woken and looks how long after that it
 * runs. A load that waits for its own process says nothing about the server.
 */
final class OwnTurn implements AutoCloseable {
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Histogram late = new Histogram(LONGEST, 2);

    OwnTurn(Ticker ticker) {
        this.ticker = ticker;
        Thread.ofVirtual().name("benchmark own turn").start(this::look);
    }

    private void look() {
        try {
            long begin = ticker.nanos();
            while (!over.await(BETWEEN, TimeUnit.NANOSECONDS)) {
                long now = ticker.nanos();
                record(Math.clamp(now - begin - BETWEEN, 1, LONGEST));
                begin = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void record(long nanos) {
        late.recordValue(nanos);
    }

    /** The middle one, in milliseconds. */
    synchronized double lateMillis() {
        return late.getTotalCount() == 0
                ? 0
                : late.getValueAtPercentile(50) / Evidence.NANOS_A_MILLI;
    }

    @Override
    public void close() {
        over.countDown();
    }
}
