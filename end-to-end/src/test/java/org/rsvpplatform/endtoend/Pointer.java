package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What programs know that follow the published pointer of a group. */
final class Pointer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Suite suite;
    private final String group;
    private final AtomicReference<String> active = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Returns when it is known who is the active one. */
    Pointer(Suite suite, String group) {
        this.suite = suite;
        this.group = group;
        Thread.ofVirtual().name("pointer of " + group).start(this::follow);
        await().atMost(SOON).until(() -> active.get() != null);
    }

    String active() {
        return active.get();
    }

    private void follow() {
        try {
            do {
                look();
            } while (!over.await(POLL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** While nobody answers, the last word holds. */
    private void look() {
        try {
            String seen =
                    suite.send(
                                    "GET",
                                    suite.address("database") + "/api/v1/active/" + group,
                                    null,
                                    suite.platform())
                            .json()
                            .path("provider")
                            .asText();
            active.set(seen);
        } catch (UncheckedIOException e) {
            // The service is gone for a moment.
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
