package org.rsvpplatform.kit.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * The record of what happened, append-only, in the service's store. One thread writes; appends that
 * come together share one commit, so that many cost little more than one. Safe for use by many
 * threads.
 */
public final class Journal implements AutoCloseable {

    /** Appends that may wait for their commit; more are refused, not kept in memory. */
    public static final int QUEUE = 4_096;

    private static final int BATCH = 512;
    private static final int PRUNED_AT_ONCE = 5_000;
    private static final int LONGEST_TEXT = 16_000;
    private static final int MOST_DETAILS = 64;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private record Pending(Event event, CompletableFuture<Long> cursor) {}

    /** Wakes the writer when the journal is closed. */
    private static final Pending STOP = new Pending(null, null);

    private final Store store;
    private final Redactor redactor;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>(QUEUE);
    private final ReentrantLock following = new ReentrantLock();
    private final Condition grown = following.newCondition();
    private final Thread writer;
    private long last;
    private volatile boolean closed;

    public Journal(Store store, Redactor redactor) {
        this.store = store;
        this.redactor = redactor;
        this.last = lastStored();
        // A platform thread: it blocks in the disk's synchronisation, which would hold a carrier.
        this.writer = Thread.ofPlatform().daemon().name("journal").start(this::write);
    }

    /**
     * Returns the entry's cursor once it is on the disk. Secrets are taken out, texts longer than
     * 16,000 characters are cut.
     *
     * @throws StoreUnavailable when it could not be written; nothing of it is kept
     */
    public long append(Event event) {
        Pending pending = new Pending(clean(event), new CompletableFuture<>());
        if (closed || !queue.offer(pending)) {
            throw new StoreUnavailable(
                    closed
                            ? "the journal is closed"
                            : String.format(Locale.ROOT, "%d events wait to be written", QUEUE),
                    "look at the disk's load",
                    null);
        }
        try {
            return pending.cursor().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable
                    ? new StoreUnavailable(
                            unavailable.getMessage(), unavailable.hint(), unavailable)
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            boolean withdrawn = queue.remove(pending);
            throw new StoreUnavailable(
                    String.format(
                            Locale.ROOT,
                            "an event was not written within %s%s",
                            LONGEST_WAIT,
                            withdrawn ? "" : "; it may still be"),
                    "look at the disk's load",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(
                    "interrupted while an event was written; it may be kept", "try again", e);
        }
    }

    /**
     * Entries after a cursor, oldest first; cursor 0 is the beginning.
     *
     * @throws StoreUnavailable when the store can't be read
     */
    public Page read(long after, Filter filter, int limit) {
        int atMost = Math.max(1, limit);
        return store.read(
                connection -> {
                    long first = JournalTable.first(connection);
                    long newest = JournalTable.last(connection);
                    boolean begunAnew = after > newest;
                    boolean pruned = after > 0 && first > after + 1;
                    long start = begunAnew ? 0 : after;
                    List<Entry> entries = JournalTable.select(connection, start, filter, atMost);
                    long next = entries.size() < atMost ? newest : entries.getLast().cursor();
                    return new Page(entries, next, begunAnew || pruned);
                });
    }

    /**
     * The newest entries, oldest first.
     *
     * @throws StoreUnavailable when the store can't be read
     */
    public Page latest(Filter filter, int limit) {
        return store.read(
                connection ->
                        new Page(
                                JournalTable.latest(connection, filter, limit),
                                JournalTable.last(connection),
                                false));
    }

    /** The cursor of the newest entry; 0 when there is none. */
    public long last() {
        following.lock();
        try {
            return last;
        } finally {
            following.unlock();
        }
    }

    /**
     * Waits until there is an entry after the cursor; returns {@link #last()} then or when the time
     * is up.
     */
    public long awaitAfter(long cursor, Duration timeout) throws InterruptedException {
        following.lock();
        try {
            long left = timeout.toNanos();
            while (last <= cursor && left > 0 && !closed) {
                left = grown.awaitNanos(left);
            }
            return last;
        } finally {
            following.unlock();
        }
    }

    /**
     * Drops what is older or more than is to be kept, in small steps between which others write,
     * and gives the space back to the file system. Returns how many entries went.
     */
    public long prune(Retention retention, Instant now) {
        long keep = store.read(connection -> JournalTable.firstToKeep(connection, retention, now));
        return store.prune(
                connection -> JournalTable.deleteBefore(connection, keep, PRUNED_AT_ONCE));
    }

    /** Writes what waits, then ends. Followers wake up. */
    @Override
    public void close() {
        closed = true;
        queue.offer(STOP); // a full queue wakes it as well
        try {
            writer.join(LONGEST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        announce(last());
    }

    private void write() {
        List<Pending> batch = new ArrayList<>(BATCH);
        while (!closed || !queue.isEmpty()) {
            batch.add(take());
            queue.drainTo(batch, BATCH - batch.size());
            batch.removeIf(pending -> pending == STOP);
            if (!batch.isEmpty()) {
                commit(batch);
                batch.clear();
            }
        }
    }

    private Pending take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            return STOP; // nobody interrupts this thread; closed says whether to end
        }
    }

    private void commit(List<Pending> batch) {
        try {
            List<Event> events = batch.stream().map(Pending::event).toList();
            List<Long> cursors = store.write(connection -> JournalTable.insert(connection, events));
            announce(cursors.getLast());
            for (int i = 0; i < cursors.size(); i++) {
                batch.get(i).cursor().complete(cursors.get(i));
            }
        } catch (RuntimeException e) {
            batch.forEach(pending -> pending.cursor().completeExceptionally(e));
        }
    }

    private void announce(long newest) {
        following.lock();
        try {
            last = newest;
            grown.signalAll();
        } finally {
            following.unlock();
        }
    }

    private long lastStored() {
        try {
            return store.read(JournalTable::last);
        } catch (StoreUnavailable e) {
            return 0; // known with the first entry that is written
        }
    }

    private Event clean(Event event) {
        Map<String, String> details = new LinkedHashMap<>();
        event.details().entrySet().stream()
                .limit(MOST_DETAILS)
                .forEach(detail -> details.put(clean(detail.getKey()), clean(detail.getValue())));
        return new Event(
                event.at(),
                clean(event.type()),
                clean(event.provider()),
                clean(event.group()),
                clean(event.message()),
                details);
    }

    /** Cut after redaction: half a secret would not be recognised. */
    private String clean(String text) {
        String clean = redactor.clean(text);
        return clean == null || clean.length() <= LONGEST_TEXT
                ? clean
                : clean.substring(0, LONGEST_TEXT) + "…";
    }
}
