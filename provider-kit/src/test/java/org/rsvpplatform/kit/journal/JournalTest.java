package org.rsvpplatform.kit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.redaction.Secret;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.store.StoreUnavailable;

class JournalTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir Path folder;

    private final Redactor redactor = new Redactor();
    private Store store;
    private Journal journal;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store.db"));
        journal = new Journal(store, redactor);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    @Test
    void an_event_comes_back_whole_under_its_cursor() {
        Event event =
                new Event(
                        NOON.plusNanos(123_456_000),
                        "provider.state-changed",
                        "postgresql",
                        "postgresql",
                        "is DOWN: „connection refused“",
                        Map.of("cause", "db.connection-refused", "quote", "\"\\\n"));

        long cursor = journal.append(event);

        assertThat(journal.read(0, Filter.ALL, 10).entries())
                .containsExactly(new Entry(cursor, event));
        assertThat(journal.last()).isEqualTo(cursor);
    }

    @Test
    void secrets_are_taken_out_of_every_text_and_long_texts_are_cut_only_afterwards() {
        redactor.register(Secret.of("Pl4nted-Secret"));
        journal.append(
                new Event(
                        NOON,
                        "a",
                        "Pl4nted-Secret",
                        "Pl4nted-Secret",
                        "x".repeat(15_990) + "Pl4nted-Secret" + "x".repeat(100),
                        Map.of("Pl4nted-Secret", "password=unregistered")));

        Event event = journal.read(0, Filter.ALL, 1).entries().getFirst().event();

        assertThat(event.toString()).doesNotContain("Pl4nt", "unregistered");
        assertThat(event.message()).hasSizeLessThan(16_002);
    }

    @Test
    void the_newest_ones_come_oldest_first_and_the_cursor_goes_on_after_them() {
        appendMany(10);

        Page latest = journal.latest(Filter.ALL, 3);

        assertThat(latest.entries()).extracting(Entry::cursor).containsExactly(8L, 9L, 10L);
        assertThat(journal.read(latest.next(), Filter.ALL, 5).entries()).isEmpty();
        assertThat(journal.latest(new Filter("other", null, null, null, null), 3).entries())
                .isEmpty();
    }

    @Test
    void pages_follow_each_other_by_cursor_and_skip_what_the_filter_leaves_out() {
        appendMany(10);

        Page first = journal.read(0, Filter.ALL, 4);
        Page second = journal.read(first.next(), Filter.ALL, 100);

        assertThat(first.entries()).hasSize(4);
        assertThat(second.entries()).hasSize(6);
        assertThat(journal.read(second.next(), Filter.ALL, 1).entries()).isEmpty();
        Page none = journal.read(0, new Filter("other", null, null, null, null), 5);
        assertThat(none.next()).isEqualTo(journal.last());
    }

    @Test
    void each_filter_keeps_what_it_names() {
        journal.append(new Event(NOON, "a", "smtp", null, "100% sure", Map.of()));
        journal.append(new Event(NOON.plusSeconds(10), "a", "s3", null, "x_y", Map.of()));
        journal.append(
                new Event(NOON.plusSeconds(20), "b", "s3", null, "Plain", Map.of("k", "Deep")));

        assertThat(cursors(new Filter("a", null, null, null, null))).containsExactly(1L, 2L);
        assertThat(cursors(new Filter("a", "s3", null, null, null))).containsExactly(2L);
        assertThat(cursors(new Filter(null, null, "%", null, null))).containsExactly(1L);
        assertThat(cursors(new Filter(null, null, "X_", null, null))).containsExactly(2L);
        assertThat(cursors(new Filter(null, null, "deep", null, null))).containsExactly(3L);
        assertThat(cursors(new Filter(null, null, null, NOON.plusSeconds(10), null)))
                .containsExactly(2L, 3L);
        assertThat(cursors(new Filter(null, null, null, NOON.plusSeconds(1), NOON.plusSeconds(20))))
                .containsExactly(2L);
        assertThat(cursors(new Filter(null, null, null, NOON.plusSeconds(99), null))).isEmpty();
    }

    @Test
    void a_cursor_survives_retention_and_the_gap_is_told() {
        appendMany(10);

        assertThat(
                        journal.prune(
                                new Retention(Duration.ofDays(99_999), 4, Long.MAX_VALUE / 2),
                                NOON))
                .isEqualTo(6);

        Page afterPruned = journal.read(3, Filter.ALL, 100);
        assertThat(afterPruned.entries())
                .extracting(Entry::cursor)
                .containsExactly(7L, 8L, 9L, 10L);
        assertThat(afterPruned.gap()).isTrue();
        assertThat(journal.read(6, Filter.ALL, 100).gap()).isFalse();
        assertThat(journal.read(0, Filter.ALL, 100).gap()).as("the beginning has no gap").isFalse();
    }

    @Test
    void entries_go_by_age() {
        appendMany(10); // one a second from noon on

        journal.prune(
                new Retention(Duration.ofSeconds(3), 1_000, Long.MAX_VALUE / 2),
                NOON.plusSeconds(10));

        assertThat(cursors(Filter.ALL)).containsExactly(8L, 9L, 10L);
    }

    @Test
    void entries_go_by_size_and_the_file_becomes_smaller() {
        IntStream.range(0, 300)
                .forEach(i -> journal.append(new Event(NOON, "a", "x".repeat(10_000))));
        long before = pages();

        journal.prune(new Retention(Duration.ofDays(1), 1_000, 500_000), NOON);

        assertThat(journal.read(0, Filter.ALL, 1000).entries()).hasSizeBetween(45, 50);
        assertThat(pages()).isLessThan(before / 3);
    }

    @Test
    void the_newest_entry_always_stays_so_that_cursors_are_never_given_twice() {
        appendMany(3);

        journal.prune(new Retention(Duration.ZERO, 0, 0), NOON.plus(Duration.ofDays(1)));
        close();
        open();

        assertThat(cursors(Filter.ALL)).containsExactly(3L);
        assertThat(journal.append(event(4))).isEqualTo(4);
    }

    @Test
    void a_cursor_from_a_journal_that_was_lost_starts_over_with_a_gap() {
        appendMany(2);

        Page page = journal.read(500, Filter.ALL, 10);

        assertThat(page.gap()).isTrue();
        assertThat(page.entries()).hasSize(2);
    }

    @Test
    void concurrent_appends_all_get_their_own_cursor_in_each_threads_order() throws Exception {
        int threads = 32;
        int each = 50;
        List<Future<List<Long>>> appended = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < threads; t++) {
                String name = "t" + t;
                appended.add(
                        executor.submit(
                                () ->
                                        IntStream.range(0, each)
                                                .mapToObj(
                                                        i ->
                                                                journal.append(
                                                                        new Event(
                                                                                NOON, name,
                                                                                "" + i)))
                                                .toList()));
            }
        }
        List<Long> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<Long> own = appended.get(t).get();
            assertThat(own).isSorted();
            assertThat(cursors(new Filter("t" + t, null, null, null, null))).isEqualTo(own);
            all.addAll(own);
        }
        Collections.sort(all);
        assertThat(all)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (long) threads * each).boxed().toList());
    }

    @Test
    void a_follower_wakes_up_with_the_next_entry() throws Exception {
        appendMany(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> follower =
                    executor.submit(() -> journal.awaitAfter(1, Duration.ofSeconds(10)));
            journal.append(event(2));

            assertThat(follower.get()).isEqualTo(2);
        }
        assertThat(journal.awaitAfter(1, Duration.ZERO)).isEqualTo(2);
        assertThat(journal.awaitAfter(2, Duration.ofMillis(1))).isEqualTo(2);
    }

    @Test
    void a_closed_journal_wakes_its_followers_and_takes_nothing_more() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> follower =
                    executor.submit(() -> journal.awaitAfter(0, Duration.ofSeconds(30)));
            journal.close();

            assertThat(follower.get()).isZero();
        }
        assertThatThrownBy(() -> journal.append(event(1))).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void an_append_to_a_full_store_is_refused_with_the_reason_and_goes_well_later() {
        journal.append(event(1));
        limitPages(pages() + 3);
        assertThatThrownBy(
                        () ->
                                IntStream.range(0, 500)
                                        .forEach(
                                                i ->
                                                        journal.append(
                                                                new Event(
                                                                        NOON,
                                                                        "a",
                                                                        "x".repeat(1000)))))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("no space is left");
        assertThat(journal.read(0, Filter.ALL, 1).entries()).hasSize(1);
        long last = journal.last();

        limitPages(100_000);

        assertThat(journal.append(event(2))).isEqualTo(last + 1);
        assertThat(store.condition().isHealthy()).isTrue();
    }

    private void appendMany(int count) {
        IntStream.range(0, count).forEach(i -> journal.append(event(i)));
    }

    private static Event event(int second) {
        return new Event(NOON.plusSeconds(second), "test", "event " + second);
    }

    private List<Long> cursors(Filter filter) {
        return journal.read(0, filter, 10_000).entries().stream().map(Entry::cursor).toList();
    }

    private long pages() {
        return store.read(
                connection -> {
                    try (Statement statement = connection.createStatement();
                            var row = statement.executeQuery("PRAGMA page_count")) {
                        return row.getLong(1);
                    }
                });
    }

    private void limitPages(long pages) {
        store.write(
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute("PRAGMA max_page_count = " + pages);
                    }
                });
    }
}
