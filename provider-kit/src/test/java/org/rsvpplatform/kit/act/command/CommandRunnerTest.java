package org.rsvpplatform.kit.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.journal.Retention;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.store.StoredRun;

class CommandRunnerTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    @TempDir Path folder;

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final Counting counting = new Counting();
    private Store store;
    private Journal journal;
    private RunTable table;
    private CommandRunner runner;

    record None() {}

    /** Counts how often it was done. */
    private static final class Counting implements ChangeCommand<None, None> {
        private final AtomicInteger done = new AtomicInteger();
        private Runnable beforeItBegins = () -> {};
        private Runnable whileItRuns = () -> {};

        @Override
        public Declaration<None, None> declaration() {
            return new Declaration<>(
                    "sample:count",
                    "Count",
                    Effect.CHANGE,
                    RequiredRole.OPERATOR,
                    "Sample",
                    "./rsvp sample:count",
                    None.class,
                    None.class);
        }

        @Override
        public Plan plan(None parameters) {
            Runnable once = beforeItBegins;
            beforeItBegins = () -> {};
            once.run();
            return Plan.of(List.of());
        }

        @Override
        public None change(None parameters, Run run) {
            whileItRuns.run();
            done.incrementAndGet();
            return new None();
        }
    }

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store.db"));
        journal = new Journal(store, new Redactor());
        table = new RunTable(store);
        Clock clock = Clock.systemUTC();
        runner =
                new CommandRunner(
                        new Commands("sample", List.of(counting), json),
                        table,
                        journal,
                        json,
                        clock);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    @Test
    void a_call_that_is_sent_again_runs_once_also_when_the_first_one_ends_in_between() {
        counting.beforeItBegins = () -> ended(start());

        RunDocument answered = start();

        assertThat(ended(answered).state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(counting.done).hasValue(1);
    }

    @Test
    void an_error_in_the_program_is_not_shown_but_where_it_is_logged_is() {
        counting.whileItRuns =
                () -> {
                    throw new IllegalStateException("nobody's business");
                };

        RunDocument run = ended(start());

        assertThat(run.state()).isEqualTo(RunDocument.State.FAILED);
        assertThat(run.problem()).isEqualTo("an error in this program; see the service's log");
    }

    @Test
    void an_open_run_that_can_t_be_read_is_closed_as_failed_and_keeps_nobody_from_the_others() {
        table.save(stored("of another state", "paused", null, "{\"state\":\"paused\"}"));
        table.save(stored("no json", "running", null, "{"));
        table.save(
                stored(
                        "of other fields",
                        "running",
                        null,
                        "{\"id\":\"of other fields\",\"state\":\"running\",\"parts\":[]}"));
        table.save(stored("without steps", "running", null, "{\"state\":\"running\"}"));
        table.save(
                stored(
                        "readable",
                        "running",
                        null,
                        "{\"id\":\"readable\",\"command\":\"sample:count\",\"state\":\"running\","
                                + "\"startedAt\":\"2026-01-01T10:00:00Z\",\"steps\":[]}"));

        runner.settle();

        assertThat(table.unfinished()).isEmpty();
        assertThat(runner.latest(10))
                .hasSize(5)
                .allMatch(run -> run.state() == RunDocument.State.FAILED)
                .allMatch(run -> run.finishedAt() != null)
                .filteredOn(run -> "its document can't be read".equals(run.problem()))
                .hasSize(4);
        assertThat(runner.find("readable").orElseThrow().problem()).contains("run the command");
    }

    @Test
    void an_ended_run_that_can_t_be_read_is_shown_with_what_is_known_of_it() {
        table.save(stored("old", "succeeded", START.plusSeconds(1), "[]"));
        table.save(stored("null", "succeeded", START.plusSeconds(1), "null"));

        assertThat(runner.latest(10)).hasSize(2);
        RunDocument run = runner.find("old").orElseThrow();
        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(run.finishedAt()).isEqualTo(START.plusSeconds(1));
        assertThat(run.problem()).isEqualTo("its document can't be read");
    }

    @Test
    void ended_runs_are_dropped_in_time() {
        table.save(stored("old", "succeeded", START.plusSeconds(1), "{}"));
        RunDocument young = ended(start());

        runner.prune(new Retention(Duration.ofDays(1), 10, Retention.MOST_BYTES));

        assertThat(runner.find("old")).isEmpty();
        assertThat(runner.find(young.id())).isPresent();
    }

    private RunDocument start() {
        return runner.start(counting, json.createObjectNode(), null, "ada", "the same key");
    }

    /** Ended, and not under way any more. */
    private RunDocument ended(RunDocument begun) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> runner.await(begun.id(), 0, 1),
                        change ->
                                change.map(CommandRunner.Change::version)
                                        .equals(Optional.of(Long.MAX_VALUE)))
                .orElseThrow()
                .document();
    }

    private static StoredRun stored(String id, String state, Instant finished, String document) {
        return new StoredRun(id, "sample:count", state, START, finished, document);
    }
}
