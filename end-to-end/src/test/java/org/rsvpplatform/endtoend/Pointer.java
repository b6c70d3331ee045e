package org.rsvpplatform.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What programs know that follow the published pointer of a group, by its stream of events. */
final class Pointer implements AutoCloseable {
    private static final Duration COMES_BACK_AFTER = Duration.ofMillis(10);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Suite suite;
    private final String group;
    private final AtomicReference<String> active = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread follower;

    /** Returns when it is known who is the active one. */
    Pointer(Suite suite, String group) {
        this.suite = suite;
        this.group = group;
        this.follower = Thread.ofVirtual().name("pointer of " + group).start(this::follow);
        await().atMost(SOON).until(() -> active.get() != null);
    }

    String active() {
        return active.get();
    }

    private void follow() {
        try {
            do {
                look();
            } while (!over.await(COMES_BACK_AFTER.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** While nobody answers, the last word holds. */
    private void look() throws InterruptedException {
        try (Stream<JsonNode> events =
                suite.events(suite.address("database") + "/api/v1/active/events")) {
            events.forEach(this::heard);
        } catch (UncheckedIOException e) {
            // The service is gone for a moment.
        }
    }

    private void heard(JsonNode all) {
        for (JsonNode one : all.path("groups")) {
            if (one.path("group").asText().equals(group)) {
                active.set(one.path("provider").asText());
            }
        }
    }

    @Override
    public void close() {
        over.countDown();
        follower.interrupt();
    }
}
