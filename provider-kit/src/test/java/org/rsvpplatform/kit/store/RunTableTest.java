package org.rsvpplatform.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTableTest {

    private static final Instant START = Instant.parse("2026-01-01T10:00:00.123456Z");

    @TempDir Path folder;

    private Store store;
    private RunTable runs;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store.db"));
        runs = new RunTable(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_run_comes_back_as_it_was_saved_last() {
        runs.save(run("a", 0, null));
        StoredRun done =
                new StoredRun(
                        "a", "db:reconnect", "succeeded", START, START.plusMillis(5), "{\"ü\":1}");
        runs.save(done);

        assertThat(runs.find("a")).contains(done);
        assertThat(runs.find("b")).isEmpty();
    }

    @Test
    void the_newest_come_first_page_by_page_also_when_they_started_together() {
        for (int i = 0; i < 5; i++) {
            runs.save(run("r" + i, i / 2, null));
        }

        assertThat(runs.list(2, null)).extracting(StoredRun::id).containsExactly("r4", "r3");
        assertThat(runs.list(2, "r3")).extracting(StoredRun::id).containsExactly("r2", "r1");
        assertThat(runs.list(2, "r1")).extracting(StoredRun::id).containsExactly("r0");
        assertThat(runs.list(2, "unknown")).isEmpty();
    }

    @Test
    void runs_without_an_end_are_listed_after_a_restart() {
        runs.save(run("done", 0, START));
        runs.save(run("second", 2, null));
        runs.save(run("first", 1, null));
        store.close();
        open();

        assertThat(runs.unfinished()).extracting(StoredRun::id).containsExactly("first", "second");
    }

    @Test
    void ended_runs_go_by_age_and_number_and_size_and_one_under_way_never_does() {
        runs.save(run("under way", 0, null));
        for (int i = 1; i <= 6; i++) {
            runs.save(run("r" + i, i, START.plusSeconds(i)));
        }

        assertThat(runs.prune(START.plusSeconds(2), 100, 100)).isEqualTo(1);
        assertThat(ids()).containsExactly("r6", "r5", "r4", "r3", "r2", "under way");
        assertThat(runs.prune(START, 3, 100)).isEqualTo(2);
        assertThat(ids()).containsExactly("r6", "r5", "r4", "under way");
        assertThat(runs.prune(START, 3, 2 * "{}".length())).isEqualTo(1);
        assertThat(ids()).containsExactly("r6", "r5", "under way");
        assertThat(runs.prune(START.plusSeconds(99), 0, 0)).isEqualTo(2);
        assertThat(ids()).containsExactly("under way");
    }

    private List<String> ids() {
        return runs.list(100, null).stream().map(StoredRun::id).toList();
    }

    private static StoredRun run(String id, int seconds, Instant finished) {
        return new StoredRun(
                id, "db:reconnect", "running", START.plusSeconds(seconds), finished, "{}");
    }
}
