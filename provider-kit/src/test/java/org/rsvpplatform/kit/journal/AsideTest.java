package org.rsvpplatform.kit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.Store;

class AsideTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int MOST = 3;

    @TempDir Path folder;

    private Store store;
    private Journal journal;
    private Aside aside;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store.db"));
        journal = new Journal(store, new Redactor());
        aside = new Aside(journal, Clock.fixed(NOON, ZoneOffset.UTC), MOST);
    }

    @AfterEach
    void close() {
        aside.close();
        journal.close();
        store.close();
    }

    @Test
    void events_are_written_in_their_order() {
        for (int i = 0; i < MOST; i++) {
            aside.append(event(i));
        }
        aside.close();

        assertThat(journal.read(0, Filter.ALL, 10).entries())
                .extracting(entry -> entry.event().message())
                .containsExactly("0", "1", "2");
        assertThat(aside.problem()).isEmpty();
    }

    @Test
    void events_that_a_slow_disk_leaves_no_place_for_are_counted_and_told() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Thread disk =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        store.write(
                                                _ -> {
                                                    writing.countDown();
                                                    hold(slow);
                                                    return null;
                                                }));
        writing.await();
        int told = 0;
        while (told < MOST + 3) {
            aside.append(event(told++));
        }

        assertThat(aside.problem().orElseThrow())
                .matches("[23] events are missing in the journal, the last one of 2026-.*");
        slow.countDown();
        disk.join();
        aside.close();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> journal.read(0, Filter.ALL, 10).entries().size() >= MOST);
    }

    private static void hold(CountDownLatch slow) {
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Event event(int number) {
        return new Event(NOON, "provider.state", "db", "db", Integer.toString(number), Map.of());
    }
}
