package org.rsvpplatform.kit.observe.probe;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * At most one thing, such as a session, that stays open between two uses. When its time is over it
 * is closed, whether anybody comes for it or not.
 *
 * @param <T> the thing
 */
public final class LeftOpen<T> {
    private final Consumer<T> close;
    private T left;
    private Deadline until;
    private boolean watched;
    private boolean ended;

    /**
     * @param close must not block for long
     */
    public LeftOpen(Consumer<T> close) {
        this.close = close;
    }

    /** Takes it for a use; empty when nothing is open. */
    public synchronized Optional<T> take() {
        Optional<T> taken = Optional.ofNullable(left);
        left = null;
        return taken;
    }

    /** Leaves it for the next use; closes it when there is one already, or no next one. */
    public synchronized void leave(T thing, Deadline closing) {
        if (ended || left != null || closing.passed()) {
            close.accept(thing);
            return;
        }
        left = thing;
        until = closing;
        watch();
    }

    /** One timer at most, however often it is taken and left. */
    private void watch() {
        if (!watched) {
            watched = true;
            CompletableFuture.delayedExecutor(
                            until.remaining().toNanos(),
                            TimeUnit.NANOSECONDS,
                            Thread::startVirtualThread)
                    .execute(this::look);
        }
    }

    private synchronized void look() {
        watched = false;
        if (left != null && until.passed()) {
            drop();
        } else if (left != null) {
            watch();
        }
    }

    /** Closes it. */
    public synchronized void drop() {
        take().ifPresent(close);
    }

    /** Closes it, and all that is left from now on. */
    public synchronized void end() {
        ended = true;
        drop();
    }
}
