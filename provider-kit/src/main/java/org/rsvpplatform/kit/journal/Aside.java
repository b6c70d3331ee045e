package org.rsvpplatform.kit.journal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * Journals events beside whoever tells of them, in order: a slow disk delays nobody. When it is too
 * slow for too long, events are missing in the journal; they are counted.
 */
public final class Aside implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Aside.class.getName());
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Journal journal;
    private final Clock clock;
    private final ThreadPoolExecutor writer;
    private Missing missing = new Missing(0, null);

    /** Events that found no place any more: how many, and when the last one came. */
    private record Missing(long count, Instant last) {}

    /**
     * @param most events that may wait; more are missing
     */
    public Aside(Journal journal, Clock clock, int most) {
        this.journal = journal;
        this.clock = clock;
        this.writer =
                new ThreadPoolExecutor(
                        0,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(most),
                        Thread.ofPlatform().daemon().name("changes").factory(),
                        (_, _) -> dropped());
    }

    /** Logs the event, and returns at once; it is on the disk a little later. */
    public void append(Event event) {
        LOG.log(Level.INFO, "{0}", event.message());
        writer.execute(
                () -> {
                    try {
                        journal.append(event);
                    } catch (StoreUnavailable e) {
                        LOG.log(
                                Level.WARNING,
                                "not journalled ({0}): {1}",
                                e.getMessage(),
                                event.message());
                    }
                });
    }

    private synchronized void dropped() {
        missing = new Missing(missing.count() + 1, clock.instant());
        if (missing.count() == 1) {
            LOG.log(Level.WARNING, "{0}; more are only counted", sentence(missing));
        }
    }

    /** What is missing in the journal, as a sentence; empty when nothing is. */
    public synchronized Optional<String> problem() {
        return missing.count() == 0 ? Optional.empty() : Optional.of(sentence(missing));
    }

    private static String sentence(Missing missing) {
        return "%d events are missing in the journal, the last one of %s: the disk was too slow for them"
                .formatted(missing.count(), missing.last());
    }

    /** Writes what waits, for two seconds at most. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
