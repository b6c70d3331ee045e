package org.rsvpplatform.kit.serve.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Server-sent events from a source that is asked for one at a time, on a virtual thread, and only
 * when the client has taken the one before: a client that does not read costs nothing.
 */
final class EventStream {
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("events").start(task);

    private EventStream() {}

    /**
     * @param cursor what to ask the source with next
     * @param event null when only the cursor moved, or nothing came in a while
     * @param last true ends the stream after this event
     */
    record Next(long cursor, OutboundSseEvent event, boolean last) {
        /** Nothing to tell; go on from here. */
        static Next none(long cursor) {
            return new Next(cursor, null, false);
        }
    }

    /** Waits for a short while for what comes after the cursor. */
    interface Source {
        Next after(long cursor) throws InterruptedException;
    }

    static Multi<OutboundSseEvent> following(long from, Source source) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicLong(from),
                        cursor -> onVirtualThread(() -> advance(source, cursor)))
                .whilst(next -> !next.last())
                .select()
                .where(next -> next.event() != null)
                .map(Next::event);
    }

    private static Next advance(Source source, AtomicLong cursor) throws InterruptedException {
        Next next = source.after(cursor.get());
        cursor.set(next.cursor());
        return next;
    }

    private static <T> Uni<T> onVirtualThread(Callable<T> work) {
        return Uni.createFrom()
                .<T>emitter(
                        emitter -> {
                            try {
                                emitter.complete(work.call());
                            } catch (Exception e) {
                                emitter.fail(e);
                            }
                        })
                .runSubscriptionOn(VIRTUAL);
    }
}
