package org.rsvpplatform.kit.act.failover;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.PlanDocument;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Entry;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.journal.Filter;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.AppointmentTable;
import org.rsvpplatform.kit.store.HoldTable;
import org.rsvpplatform.kit.store.MemoryTable;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Ticker;

/** All that a service has for failovers, around a domain under watch, on a store in a folder. */
public final class Rig implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    final Holds holds;
    final List<Ended> ended = new CopyOnWriteArrayList<>();
    final CommandRunner runner;
    private final Explainer explainer;
    final FailoverCommand failover;
    final ForceFailoverCommand force;
    final FenceCommand fence;
    private final Rejoins rejoins;
    private final Intruders intruders;
    private final AutoAdmission autoAdmission;
    final AtomicReference<Optional<String>> storeProblem = new AtomicReference<>(Optional.empty());
    private final DomainWatch watch;
    private final AutoFailover auto;
    final FailoverRehearsal rehearsal;
    private final ScheduledExecutorService considering =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("failover").factory());
    private final Appointments appointments;
    private final Memories memories;
    private final VerifyFailoverCommand verify;
    private final Commands commands;
    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final Store store;
    private final Journal journal;
    private final Aside aside;

    /** Takes up what an earlier one left in the folder when it is told to {@link #begin}. */
    public Rig(DomainWatch watch, Catalogue causes, Path folder, Clock clock) {
        this.watch = watch;
        this.store = Store.open(folder.resolve("store.db"));
        this.journal = new Journal(store, new Redactor());
        this.aside = new Aside(journal, clock, 100);
        this.holds = new Holds(new HoldTable(store), clock);
        this.appointments = new Appointments(new AppointmentTable(store), watch);
        this.memories = new Memories(watch, new MemoryTable(store), json, clock);
        AtomicReference<CommandRunner> later = new AtomicReference<>();
        CommonGuards guards = new CommonGuards(() -> causes, holds, storeProblem::get);
        Returns returns =
                new Returns(
                        watch,
                        guards,
                        () -> later.get().open(),
                        () -> later.get().latest(100),
                        clock);
        SplitBrain splitBrain = new SplitBrain(aside, clock);
        this.fence = new FenceCommand(returns, splitBrain, clock);
        Admissions admissions = new Admissions(watch, guards, () -> later.get().open());
        AdmitCommand admit = new AdmitCommand(admissions);
        this.rejoins = new Rejoins(returns, () -> later.get().latest(100), Ticker.system());
        Successions successions = new Successions(watch, guards, () -> later.get().open(), clock);
        Decisions decisions = new Decisions(aside, clock);
        this.explainer = new Explainer(watch, successions, decisions, returns, admissions, holds);
        Failovers failovers =
                new Failovers(watch, successions, appointments, clock, Ticker.system());
        failovers.onEnd(ended::add);
        failovers.onEnd(new SuccessionJournal(aside, clock)::record);
        this.failover = new FailoverCommand(watch, successions, explainer, failovers);
        this.force = new ForceFailoverCommand(successions, failovers);
        this.verify = new VerifyFailoverCommand(watch, successions);
        this.commands =
                new Commands(
                        watch.domain().name(),
                        List.of(
                                failover,
                                force,
                                fence,
                                admit,
                                verify,
                                new PauseCommand(successions, holds, clock),
                                new ResumeCommand(successions, holds),
                                new AcknowledgeCommand(successions, holds),
                                new MaintenanceCommand(watch, holds, clock)),
                        json);
        this.runner = new CommandRunner(commands, new RunTable(store), journal, json, clock);
        later.set(runner);
        this.autoAdmission =
                new AutoAdmission(admissions, admit, later::get, json, Ticker.system());
        this.auto =
                new AutoFailover(
                        watch,
                        successions,
                        autoAdmission,
                        decisions,
                        failover,
                        later::get,
                        json,
                        Ticker.system());
        this.rehearsal = new FailoverRehearsal(watch, successions);
        this.intruders =
                new Intruders(returns, splitBrain, fence, later::get, json, clock, Ticker.system());
    }

    /** A fence's note that can't be written down. */
    public static void takesNothing(StopNote note) {
        note.use(
                Optional.empty(),
                _ -> {
                    throw new StoreUnavailable("the disk is full", "make room", null);
                });
    }

    /** Learns who is appointed and what holds; before the configuration is applied. */
    public void restore() {
        holds.restore();
        appointments.restore();
        memories.restore();
    }

    /** Writes down what backends know. */
    void keep() {
        memories.keep();
    }

    /** Goes on with runs that were cut short; after the configuration is applied. */
    public void settle() {
        runner.settle();
    }

    /** Waits for the end of a run. */
    RunDocument ended(String run) {
        return until(runner.find(run).orElseThrow());
    }

    /** Considers failovers by itself, once. */
    public void considerFailover() {
        intruders.look();
        autoAdmission.look();
        auto.look();
    }

    /** Considers them again and again until this is so. */
    void considerUntil(Duration most, BooleanSupplier so) {
        await().atMost(most)
                .until(
                        () -> {
                            considerFailover();
                            return so.getAsBoolean();
                        });
    }

    /** Considers them at each change of a state and four times a second, as a service does. */
    public void considerAllTheTime() {
        watch.board().onChange(change -> considerEachByItself());
        guard();
        considering.scheduleWithFixedDelay(
                this::considerEachByItself, 250, 250, TimeUnit.MILLISECONDS);
    }

    private void considerEachByItself() {
        Thread.startVirtualThread(intruders::look);
        Thread.startVirtualThread(autoAdmission::look);
        Thread.startVirtualThread(auto::look);
    }

    /** Looks at once when a backend says that its provider intrudes. */
    void guard() {
        intruders.watchOver(watch);
    }

    /** Agrees to the plan that there is now, and waits for the end of its run. */
    public RunDocument agree(ChangeCommand<?, ?> command, String... parameters) {
        ObjectNode given = parameters(parameters);
        String hash = runner.plan(command, given).hash();
        return until(runner.start(command, given, hash, "ada", null));
    }

    /** The same by its name. */
    public RunDocument agree(String name, String... parameters) {
        if (commands.find(name).orElseThrow() instanceof ChangeCommand<?, ?> command) {
            return agree(command, parameters);
        }
        throw new IllegalArgumentException(name);
    }

    /** Makes former active providers follow again. */
    public Rejoins rejoins() {
        return rejoins;
    }

    /** The run that began last. */
    public RunDocument latestRun() {
        return runner.latest(1).getFirst();
    }

    /** The latest events of a type, oldest first. */
    public List<Event> journalled(String type) {
        return journal.read(0, new Filter(type, null, null, null, null), 1000).entries().stream()
                .map(Entry::event)
                .toList();
    }

    /** Why a group would or would not change now. */
    public Explanation explain(String group) {
        try {
            return explainer.explain(group);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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

    /** Calls a change command by its name, and waits for its end. */
    public RunDocument call(String name, String... parameters) {
        if (commands.find(name).orElseThrow() instanceof ChangeCommand<?, ?> command) {
            return until(runner.start(command, parameters(parameters), null, "ada", null));
        }
        throw new IllegalArgumentException(name);
    }

    /** What providers:verify-failover says of all groups. */
    VerifyFailoverCommand.Result verified() throws InterruptedException {
        return verify.read(new VerifyFailoverCommand.Parameters(null));
    }

    PlanDocument forcePlan() {
        return runner.plan(force, parameters());
    }

    RunDocument force(String hash) {
        return until(runner.start(force, parameters(), hash, "ada", null));
    }

    /** Agrees to the plan that there is now, and waits for the end of its run. */
    public RunDocument forceFailover() {
        return force(forcePlan().hash());
    }

    /** The run when it has ended or halted. */
    public RunDocument until(RunDocument begun) {
        return await().atMost(SOON)
                .until(
                        () -> runner.find(begun.id()).orElseThrow(),
                        run -> run.state() != RunDocument.State.RUNNING);
    }

    @Override
    public void close() {
        considering.shutdownNow();
        aside.close();
        journal.close();
        store.close();
    }
}
