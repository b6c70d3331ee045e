package org.rsvpplatform.kit.observe.probe;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.rsvpplatform.kit.time.Deadline;

/** Runs one piece of work on a virtual thread and stops waiting for it at its deadline. */
final class Attempt<T> {
    /** The work's own socket deadline may speak first; only then we do. */
    private static final Duration GRACE = Duration.ofMillis(30);

    /**
     * A check that heeds the interrupt has ended by then; one that has not ignores its deadline.
     */
    private static final Duration LAST_WORDS = Duration.ofMillis(50);

    private final Thread thread;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    private Attempt(String name, Callable<T> work) {
        thread =
                Thread.ofVirtual()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        answer.complete(work.call());
                                    } catch (Throwable thrown) {
                                        answer.completeExceptionally(thrown);
                                    }
                                });
    }

    static <T> Attempt<T> start(String name, Callable<T> work) {
        return new Attempt<>(name, work);
    }

    /**
     * The answer.
     *
     * @throws TimeoutException at the deadline; the work is interrupted then
     * @throws ExecutionException what the work threw
     */
    T await(Deadline deadline) throws TimeoutException, ExecutionException, InterruptedException {
        try {
            return answer.get(deadline.remaining().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (isTimeout(e.getCause())) {
                throw new TimeoutException(e.getCause().getMessage());
            }
            throw e;
        } catch (TimeoutException e) {
            thread.interrupt();
            thread.join(LAST_WORDS);
            throw e;
        }
    }

    /** True while the work goes on although nobody waits for it any more. */
    boolean stuck() {
        return !answer.isDone();
    }

    /** What to do with an answer that comes after all, so that nothing it opened stays open. */
    void whenLate(Consumer<T> dispose) {
        answer.thenAccept(dispose);
    }

    private static boolean isTimeout(Throwable thrown) {
        return thrown instanceof TimeoutException
                || thrown instanceof InterruptedIOException // SocketTimeoutException is one
                || thrown instanceof InterruptedException;
    }
}
