package org.rsvpplatform.kit.act.failover;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.PlanDocument;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.AppointmentTable;
import org.rsvpplatform.kit.store.HoldTable;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.time.Ticker;

/** A pair under watch with all that a service has for it; its store can be taken up by another. */
final class Stage implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    private static final String CAUSES =
            """
            domain: scripted
            causes:
              - code: scripted.refused
                title: Refused
                meaning: Nothing listens there
                distinguish: The port answers at once
                guide: Sample
                switch: cures
                signals: |
                  errno ECONNREFUSED layer=connect
                remedies:
                  - text: Start it
            """;

    final ScriptedDomain domain;
    final Holds holds;
    final DomainWatch watch;
    final CommandRunner runner;
    private final Commands commands;
    final Failovers failovers;
    final FailoverCommand failover;
    final ForceFailoverCommand force;
    final AutoFailover auto;
    final AtomicReference<Optional<String>> storeProblem = new AtomicReference<>(Optional.empty());
    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final Path folder;
    private final Store store;
    private final Journal journal;
    private final Aside aside;

    /** A service that starts on what an earlier one left in the folder. */
    Stage(Path folder, ScriptedDomain domain, AtomicReference<Instant> now) throws IOException {
        this.domain = domain;
        this.folder = folder;
        Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
        this.store = Store.open(folder.resolve("store.db"));
        this.journal = new Journal(store, new Redactor());
        this.aside = new Aside(journal, clock, 100);
        Catalogue causes =
                Catalogue.read(new ByteArrayInputStream(CAUSES.getBytes(StandardCharsets.UTF_8)));
        HealthBoard board = new HealthBoard(causes, clock, Ticker.system());
        this.watch =
                new DomainWatch(domain, board, new ProbeEngine(8, clock, Ticker.system(), board));
        this.holds = new Holds(new HoldTable(store), clock);
        Appointments appointments = new Appointments(new AppointmentTable(store), watch);
        AtomicReference<CommandRunner> later = new AtomicReference<>();
        this.failovers =
                new Failovers(
                        watch,
                        new CommonGuards(causes, holds, storeProblem::get),
                        appointments,
                        new Decisions(aside),
                        () -> later.get().open(),
                        clock);
        this.failover = new FailoverCommand(watch, failovers);
        this.force = new ForceFailoverCommand(watch, failovers);
        this.commands =
                new Commands(
                        "scripted",
                        List.of(
                                failover,
                                force,
                                new PauseCommand(failovers, holds, clock),
                                new ResumeCommand(failovers, holds),
                                new AcknowledgeCommand(failovers, holds),
                                new MaintenanceCommand(watch, holds, clock)),
                        json);
        this.runner = new CommandRunner(commands, new RunTable(store), journal, json, clock);
        later.set(runner);
        this.auto = new AutoFailover(watch, failovers, later::get, json);
        holds.restore();
        appointments.restore();
        configure("");
        runner.settle();
    }

    /**
     * @param settings of the group's failover, as it stands in the file
     */
    void configure(String settings) throws IOException {
        Path file = folder.resolve("providers.yaml");
        Files.writeString(
                file,
                """
                scripted:
                  providers:
                    one: { kind: scripted, probe: { interval: 100ms, deadline: 50ms } }
                    two: { kind: scripted, probe: { interval: 100ms, deadline: 50ms }, standbyOf: one }
                  groups:
                    one: { failover: { SETTINGS } }
                """
                        .replace("SETTINGS", settings));
        watch.apply(
                DomainConfiguration.read(
                        domain, ProvidersFile.read(file, Map.of(), new Redactor())));
        state("one", domain.gone.contains("one") ? State.DOWN : State.UP);
        state("two", domain.gone.contains("two") ? State.DOWN : State.UP);
    }

    void gone(String provider) {
        domain.gone.add(provider);
        state(provider, State.DOWN);
    }

    void back(String provider) {
        domain.gone.remove(provider);
        state(provider, State.UP);
    }

    private void state(String provider, State state) {
        await().atMost(SOON).until(() -> watch.board().state(provider).orElse(null) == state);
    }

    ObjectNode parameters(String... namesAndValues) {
        ObjectNode parameters = json.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1].equals("true")) {
                parameters.put(namesAndValues[i], true);
            } else {
                parameters.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return parameters;
    }

    RunDocument failOver(String... parameters) {
        return until(runner.start(failover, parameters(parameters), null, "ada", null));
    }

    /** Calls a change command by its name. */
    RunDocument call(String name, String... parameters) {
        if (commands.find(name).orElseThrow() instanceof ChangeCommand<?, ?> command) {
            return until(runner.start(command, parameters(parameters), null, "ada", null));
        }
        throw new IllegalArgumentException(name);
    }

    PlanDocument forcePlan() {
        return runner.plan(force, parameters());
    }

    RunDocument force(String hash) {
        return until(runner.start(force, parameters(), hash, "ada", null));
    }

    /** Ended or halted. */
    RunDocument until(RunDocument begun) {
        return await().atMost(SOON)
                .until(
                        () -> runner.find(begun.id()).orElseThrow(),
                        run -> run.state() != RunDocument.State.RUNNING);
    }

    String active() {
        return watch.appointment("one").map(Appointment::provider).orElse("nobody");
    }

    long epoch() {
        return watch.epoch("one");
    }

    @Override
    public void close() {
        watch.close();
        aside.close();
        journal.close();
        store.close();
    }
}
