package org.rsvpplatform.kit.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.act.command.RunDocument.StepDocument;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;

/** What may lose something is agreed to beforehand; what was begun is brought to an end. */
class PlannedRunTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final Demolition demolition = new Demolition();
    private Store store;
    private Journal journal;
    private CommandRunner runner;

    record What(@Parameter("What goes") String house) {}

    record Gone(String by) {}

    /** Takes a house down in three steps, each of which can be stopped by a test. */
    private static final class Demolition implements ChangeCommand<What, Gone> {
        private final List<String> done = new CopyOnWriteArrayList<>();
        private volatile long loss = 700;
        private volatile String owner = "ada";
        private volatile boolean stuck;
        private volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public Declaration<What, Gone> declaration() {
            return new Declaration<>(
                    "sample:demolish",
                    "Take a house down",
                    Effect.DESTROY,
                    RequiredRole.OPERATOR,
                    "Sample",
                    "./rsvp sample:demolish",
                    What.class,
                    Gone.class);
        }

        @Override
        public Plan plan(What parameters) {
            return new Plan(
                    Stream.of("roof", "walls", "cellar")
                            .map(name -> new Plan.Step(name, "take down the " + name))
                            .toList(),
                    new TreeMap<>(Map.of("owner", owner)),
                    new TreeMap<>(Map.of("bricks", loss)),
                    false,
                    List.of());
        }

        @Override
        public boolean resumes() {
            return true;
        }

        @Override
        public Gone change(What parameters, Run run)
                throws RunFailed, RunHalted, RunRolledBack, InterruptedException {
            run.step("roof", () -> take(run, "roof"));
            if (run.answer().isPresent() && run.answer().get() == Run.Answer.BACK) {
                run.announce("roof again");
                run.step("roof again", () -> take(run, "roof again"));
                throw new RunRolledBack("the neighbour objects");
            }
            if (stuck && run.answer().isEmpty()) {
                throw new RunHalted(
                        "the neighbour objects: go on?",
                        List.of(Run.Answer.FORWARD, Run.Answer.BACK));
            }
            run.step("walls", () -> take(run, "walls"));
            run.step("cellar", () -> take(run, "cellar"));
            return new Gone(run.note("crane").orElse("hand"));
        }

        private String take(Run run, String part) throws InterruptedException {
            if (part.equals("roof")) {
                run.note("crane", "yellow");
            }
            hold.await(SOON.toSeconds(), TimeUnit.SECONDS);
            done.add(part);
            return "took down the " + part;
        }
    }

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store.db"));
        journal = new Journal(store, new Redactor());
        runner = newRunner();
    }

    private CommandRunner newRunner() {
        return new CommandRunner(
                new Commands("sample", List.of(demolition), json),
                new RunTable(store),
                journal,
                json,
                clock);
    }

    @AfterEach
    void close() {
        demolition.hold.countDown();
        journal.close();
        store.close();
    }

    @Test
    void without_a_plan_it_is_not_begun_and_the_answer_has_the_plan() {
        assertThatThrownBy(() -> start(null))
                .isInstanceOfSatisfying(
                        PlanNeeded.class,
                        needed -> {
                            assertThat(needed.plan().steps())
                                    .extracting(Plan.Step::what)
                                    .containsExactly(
                                            "take down the roof",
                                            "take down the walls",
                                            "take down the cellar");
                            assertThat(needed.plan().ceilings()).isEqualTo(Map.of("bricks", 1024L));
                            assertThat(needed.plan().hash()).isEqualTo(plan().hash());
                        });
        assertThat(runner.latest(10)).isEmpty();
    }

    @Test
    void with_the_hash_of_its_plan_it_runs_and_says_what_was_agreed_to() {
        RunDocument run = ended(start(plan().hash()));

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(run.plan().agreed()).isTrue();
        assertThat(run.plan().ceilings()).isEqualTo(Map.of("bricks", 1024L));
        assertThat(run.plan().basis()).isEqualTo(Map.of("owner", "ada"));
        assertThat(run.result().get("by").asText()).isEqualTo("yellow");
    }

    @Test
    void a_smaller_loss_is_agreed_to_and_one_within_the_ceiling() {
        String hash = plan().hash();
        demolition.loss = 10;
        assertThat(ended(start(hash)).state()).isEqualTo(RunDocument.State.SUCCEEDED);
        demolition.loss = 1024;
        assertThat(ended(start(hash)).state()).isEqualTo(RunDocument.State.SUCCEEDED);
    }

    @Test
    void a_loss_above_the_ceiling_was_never_agreed_to() {
        String hash = plan().hash();
        demolition.loss = 1025;

        assertThatThrownBy(() -> start(hash))
                .isInstanceOf(PlanNeeded.class)
                .hasMessage(
                        "what plan %s rests on has changed: it may lose up to 1025 bricks now"
                                .formatted(hash));
    }

    @Test
    void another_thing_that_it_would_act_on_is_another_plan() {
        String hash = plan().hash();
        demolition.owner = "bob";

        assertThatThrownBy(() -> start(hash))
                .isInstanceOf(PlanNeeded.class)
                .hasMessageEndingWith("has changed: owner was ada and is bob");
        assertThat(demolition.done).isEmpty();
    }

    @Test
    void a_plan_is_one_of_its_own_parameters_and_of_the_last_quarter_of_an_hour() {
        String hash = plan().hash();
        assertThatThrownBy(
                        () ->
                                runner.start(
                                        demolition,
                                        json.createObjectNode().put("house", "other"),
                                        hash,
                                        "ada",
                                        null))
                .isInstanceOf(PlanNeeded.class)
                .hasMessageContaining("there is no plan " + hash);

        now.updateAndGet(t -> t.plus(Duration.ofMinutes(16)));

        assertThatThrownBy(() -> start(hash))
                .isInstanceOf(PlanNeeded.class)
                .hasMessageContaining("there is no plan");
    }

    @Test
    void a_halted_run_asks_and_goes_forward_when_it_is_told_to() {
        demolition.stuck = true;
        RunDocument halted = until(start(plan().hash()), RunDocument.State.HALTED);
        assertThat(halted.question().text()).isEqualTo("the neighbour objects: go on?");
        assertThatThrownBy(() -> runner.resume(halted.id(), Run.Answer.ABANDON))
                .isInstanceOf(Refused.class)
                .hasMessage("\"abandon\" is no answer here");
        assertThatThrownBy(() -> runner.cancel(halted.id())).isInstanceOf(Refused.class);

        runner.resume(halted.id(), Run.Answer.FORWARD);

        RunDocument run = until(halted, RunDocument.State.SUCCEEDED);
        assertThat(run.question()).isNull();
        assertThat(demolition.done).containsExactly("roof", "walls", "cellar");
        assertThatThrownBy(() -> runner.resume(run.id(), Run.Answer.FORWARD))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_halted_run_goes_back_when_it_is_told_to_with_steps_that_no_plan_had() {
        demolition.stuck = true;
        RunDocument halted = until(start(plan().hash()), RunDocument.State.HALTED);

        runner.resume(halted.id(), Run.Answer.BACK);

        RunDocument run = until(halted, RunDocument.State.ROLLED_BACK);
        assertThat(run.problem()).isEqualTo("the neighbour objects");
        assertThat(run.steps())
                .extracting(StepDocument::name, StepDocument::state)
                .contains(tuple("roof again", "done"));
    }

    @Test
    void a_question_outlives_its_process() {
        demolition.stuck = true;
        RunDocument halted = until(start(plan().hash()), RunDocument.State.HALTED);

        runner = newRunner();
        runner.settle();

        assertThat(runner.find(halted.id()).orElseThrow().question()).isEqualTo(halted.question());
        runner.resume(halted.id(), Run.Answer.FORWARD);
        until(halted, RunDocument.State.SUCCEEDED);
        assertThat(demolition.done).containsExactly("roof", "walls", "cellar");
    }

    @Test
    void what_the_end_of_a_process_cut_short_goes_on_after_the_steps_that_were_done() {
        String hash = plan().hash();
        demolition.hold = new CountDownLatch(1);
        RunDocument begun = start(hash);
        await().atMost(SOON).until(() -> step(begun, "roof").equals("running"));

        // The first process is as good as dead: it hangs in its first step.
        CountDownLatch first = demolition.hold;
        demolition.hold = new CountDownLatch(0);
        runner = newRunner();
        runner.settle();

        RunDocument run = until(begun, RunDocument.State.SUCCEEDED);
        assertThat(demolition.done).containsExactly("roof", "walls", "cellar");
        assertThat(run.result().get("by").asText()).isEqualTo("yellow");
        assertThat(run.plan()).isEqualTo(begun.plan());
        first.countDown();
    }

    private String step(RunDocument run, String name) {
        return runner.find(run.id()).orElseThrow().steps().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private PlanDocument plan() {
        return runner.plan(demolition, json.createObjectNode());
    }

    private RunDocument start(String hash) {
        return runner.start(demolition, json.createObjectNode(), hash, "ada", null);
    }

    private RunDocument ended(RunDocument begun) {
        return until(begun, RunDocument.State.SUCCEEDED);
    }

    private RunDocument until(RunDocument begun, RunDocument.State state) {
        CommandRunner asked = runner;
        return await().atMost(SOON)
                .until(() -> asked.find(begun.id()).orElseThrow(), run -> run.state() == state);
    }
}
