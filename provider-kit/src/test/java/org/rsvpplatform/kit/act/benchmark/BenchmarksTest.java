package org.rsvpplatform.kit.act.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.BenchmarkTable;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.time.Ticker;

/** What is looked for after a load, where and when. */
class BenchmarksTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final LoadedDomain domain = new LoadedDomain();
    private Store store;
    private Journal journal;
    private BenchmarkTable table;
    private DomainWatch watch;
    private Benchmarks benchmarks;

    @BeforeEach
    void start() throws IOException {
        Clock clock = Clock.systemUTC();
        Catalogue catalogue = catalogue();
        HealthBoard board = new HealthBoard(() -> catalogue, clock, Ticker.system());
        watch = new DomainWatch(domain, board, new ProbeEngine(8, clock, Ticker.system(), board));
        store = Store.open(folder.resolve("store.db"));
        journal = new Journal(store, new Redactor());
        table = new BenchmarkTable(store);
        benchmarks = new Benchmarks(watch, table, json, clock);
    }

    @AfterEach
    void stop() {
        watch.close();
        journal.close();
        store.close();
    }

    @Test
    void a_provider_that_refuses_us_is_left_alone_until_it_is_up() throws Exception {
        domain.refuses = true;
        configure("manage");
        table.leftovers("db", true);
        await().atMost(SOON).until(() -> state() == State.DOWN);

        benchmarks.settle();
        assertThat(domain.clears).hasValue(0);

        domain.refuses = false;
        probeUntil(State.UP);
        benchmarks.settle();
        assertThat(domain.clears).hasValue(1);
        assertThat(table.withLeftovers()).isEmpty();
    }

    @Test
    void a_provider_that_is_only_observed_now_is_not_touched() throws Exception {
        configure("observe");
        table.leftovers("db", true);
        await().atMost(SOON).until(() -> state() == State.UP);

        benchmarks.settle();

        assertThat(domain.clears).hasValue(0);
        assertThat(table.withLeftovers()).containsExactly("db");
    }

    @Test
    void a_load_that_could_not_be_prepared_leaves_nothing_to_look_for() throws Exception {
        configure("manage");
        await().atMost(SOON).until(() -> state() == State.UP);
        domain.refuses = true;

        assertThat(run().state()).isEqualTo(RunDocument.State.FAILED);

        assertThat(table.withLeftovers()).isEmpty();
    }

    @Test
    void what_a_load_may_leave_is_known_while_it_writes() throws Exception {
        configure("manage");
        await().atMost(SOON).until(() -> state() == State.UP);
        List<String> known = new ArrayList<>();
        domain.whileMeasuring = () -> known.addAll(table.withLeftovers());

        assertThat(run().state()).isEqualTo(RunDocument.State.SUCCEEDED);

        assertThat(known).containsExactly("db");
        assertThat(table.withLeftovers()).isEmpty();
    }

    private RunDocument run() {
        BenchmarkCommand command = new BenchmarkCommand(benchmarks);
        CommandRunner runner =
                new CommandRunner(
                        new Commands("sample", List.of(command), json),
                        new RunTable(store),
                        journal,
                        json,
                        Clock.systemUTC());
        String id =
                runner.start(
                                command,
                                json.createObjectNode().put("duration", "2s"),
                                null,
                                "ada",
                                null)
                        .id();
        return await().atMost(SOON)
                .until(
                        () -> runner.find(id).orElseThrow(),
                        run -> run.state() != RunDocument.State.RUNNING);
    }

    private void probeUntil(State state) {
        await().atMost(SOON)
                .until(
                        () -> {
                            watch.board()
                                    .next(
                                            watch.engine()
                                                    .probe(
                                                            "db",
                                                            new ProbeEngine.Request(
                                                                    Set.of(),
                                                                    Optional.empty(),
                                                                    false))
                                                    .get());
                            return state() == state;
                        });
    }

    private State state() {
        return watch.board().state("db").orElse(State.UNKNOWN);
    }

    private void configure(String mode) throws IOException {
        Path file = folder.resolve("providers.yaml");
        Files.writeString(
                file,
                """
                sample:
                  providers:
                    db: { kind: loaded, mode: %s }
                """
                        .formatted(mode));
        watch.apply(
                DomainConfiguration.read(
                        domain, ProvidersFile.read(file, Map.of(), new Redactor())));
        assertThat(watch.faults()).isEmpty();
    }

    private static Catalogue catalogue() throws IOException {
        try (InputStream yaml =
                BenchmarksTest.class.getResourceAsStream(
                        "/org/rsvpplatform/sample/clock/causes.yaml")) {
            return Catalogue.read(yaml);
        }
    }
}
