package org.rsvpplatform.kit.serve.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.Optional;

/** Server-sent events from a source that is asked again and again on a virtual thread. */
final class EventStream {
    private EventStream() {}

    /**
     * @param cursor what to ask the source with next
     * @param last true ends the stream after this event
     */
    record Next(long cursor, OutboundSseEvent event, boolean last) {}

    /** Waits for a short while; empty when nothing came. */
    interface Source {
        Optional<Next> after(long cursor) throws InterruptedException;
    }

    static Multi<OutboundSseEvent> following(long from, Source source) {
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            Thread thread =
                                    Thread.ofVirtual()
                                            .name("events")
                                            .unstarted(
                                                    () -> {
                                                        long cursor = from;
                                                        try {
                                                            while (!emitter.isCancelled()) {
                                                                Optional<Next> next =
                                                                        source.after(cursor);
                                                                if (next.isEmpty()) {
                                                                    continue;
                                                                }
                                                                cursor = next.get().cursor();
                                                                emitter.emit(next.get().event());
                                                                if (next.get().last()) {
                                                                    emitter.complete();
                                                                    return;
                                                                }
                                                            }
                                                        } catch (InterruptedException e) {
                                                            emitter.complete();
                                                        } catch (RuntimeException e) {
                                                            emitter.fail(e);
                                                        }
                                                    });
                            emitter.onTermination(thread::interrupt);
                            thread.start();
                        },
                        BackPressureStrategy.BUFFER);
    }
}
