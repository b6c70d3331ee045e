package org.rsvpplatform.database.benchmark;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.rsvpplatform.kit.act.benchmark.BenchmarkCommand;
import org.rsvpplatform.kit.act.benchmark.BenchmarkResult;
import org.rsvpplatform.kit.act.benchmark.Benchmarks;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.BenchmarkTable;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;

/** Runs benchmarks as a service does, with a store of its own. */
record Bench(
        DomainWatch watch,
        Store store,
        Benchmarks benchmarks,
        CommandRunner runner,
        ObjectMapper json)
        implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(90);

    static Bench in(Path folder, DomainWatch watch) {
        Store store = Store.open(folder.resolve("benchmark.db"));
        ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
        Benchmarks benchmarks =
                new Benchmarks(watch, new BenchmarkTable(store), json, Clock.systemUTC());
        Commands commands =
                new Commands("database", List.of(new BenchmarkCommand(benchmarks)), json);
        CommandRunner runner =
                new CommandRunner(
                        commands,
                        new RunTable(store),
                        new Journal(store, new Redactor()),
                        json,
                        Clock.systemUTC());
        return new Bench(watch, store, benchmarks, runner, json);
    }

    /** Probes it now, so that its state is known. */
    Bench probed(String provider) {
        try {
            watch.board()
                    .next(
                            watch.engine()
                                    .probe(
                                            provider,
                                            new ProbeEngine.Request(
                                                    Set.of(), Optional.empty(), false))
                                    .get());
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** A program that has just started may need more than one probe. */
    Bench up(String provider) {
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                probed(provider)
                                                .watch
                                                .status(false, List.of())
                                                .providers()
                                                .get(provider)
                                                .state()
                                        == State.UP);
        return this;
    }

    RunDocument begin(String provider, String duration, String... flags) {
        ObjectNode parameters = json.createObjectNode().put("target", provider);
        parameters.put("duration", duration);
        for (String flag : flags) {
            parameters.put(flag, true);
        }
        return runner.start(new BenchmarkCommand(benchmarks), parameters, null, "test", null);
    }

    RunDocument end(RunDocument begun) {
        return await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            probed(begun.parameters().get("target").asText());
                            return runner.find(begun.id()).orElseThrow();
                        },
                        run -> run.state() != RunDocument.State.RUNNING);
    }

    /** What a service does at its start and now and then. */
    void settle() {
        try {
            benchmarks.settle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the load is over. */
    void whileMeasuring(RunDocument begun) {
        await().atMost(LONGEST)
                .until(
                        () ->
                                runner.find(begun.id()).orElseThrow().steps().stream()
                                        .filter(step -> step.name().startsWith("measure"))
                                        .noneMatch(step -> step.state().equals("running")));
    }

    RunDocument run(String provider, String duration, String... flags) {
        return end(begin(provider, duration, flags));
    }

    BenchmarkResult result(RunDocument ended) {
        if (ended.state() != RunDocument.State.SUCCEEDED) {
            throw new AssertionError(ended.toString());
        }
        return json.convertValue(ended.result(), BenchmarkResult.class);
    }

    @Override
    public void close() {
        store.close();
    }
}
