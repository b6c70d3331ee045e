package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.time.Deadline;

/** What becomes of one that did not come to its end: a step failed, or the service was killed. */
class UnfinishedFailoverTest extends OnStage {
    @Test
    void a_fence_that_does_not_stand_is_taken_back_and_nobody_is_promoted() {
        domain.failing.add("fence one");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(run.problem()).isEqualTo("fence one: fence one did not work");
        assertThat(domain.acts).containsExactly("fence one", "lift one");
        assertThat(stage.active()).isEqualTo("one");
        assertThat(stage.epoch()).isEqualTo(1);
    }

    @Test
    void a_promotion_that_surely_failed_is_rolled_back() {
        domain.failing.add("promote two");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(domain.acts).containsExactly("fence one", "promote two", "lift one");
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void what_a_promotion_has_left_at_the_successor_is_taken_back() {
        domain.failing.add("promote two");
        domain.leftovers.add("two");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(domain.acts).endsWith("lift one", "take back two");
        assertThat(run.steps().getLast().detail()).endsWith("; take back two worked");
    }

    @Test
    void what_can_not_be_taken_back_there_is_told_and_the_old_one_is_let_go_all_the_same() {
        domain.failing.addAll(List.of("promote two", "take back two"));
        domain.leftovers.add("two");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(run.steps().getLast().detail()).endsWith("; take back two did not work");
    }

    private RunDocument afterAPromotionThatFailed(Promotion.Reached reached) {
        domain.failing.add("promote two");
        domain.reached = reached;
        return stage.failOver();
    }

    @Test
    void a_promotion_that_may_have_happened_asks_and_is_tried_again() {
        RunDocument halted = afterAPromotionThatFailed(Promotion.Reached.UNKNOWN);
        assertThat(halted.state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(halted.question().text()).contains("It is not known whether two takes writes");
        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("run %s is halted".formatted(halted.id()));
        domain.failing.clear();

        stage.rig.runner.resume(halted.id(), Run.Answer.FORWARD);

        assertThat(stage.rig.until(halted).state()).isEqualTo(RunDocument.State.SUCCEEDED);
        // What became of the fence meanwhile is not known: it is raised once more.
        assertThat(domain.acts)
                .containsExactly(
                        "fence one",
                        "promote two",
                        "fence one",
                        "promote two",
                        "fence one",
                        "proof");
        assertThat(stage.active()).isEqualTo("two");
    }

    @Test
    void a_halted_run_goes_back_or_is_left_as_it_is() {
        RunDocument halted = afterAPromotionThatFailed(Promotion.Reached.UNKNOWN);
        stage.rig.runner.resume(halted.id(), Run.Answer.BACK);
        assertThat(stage.rig.until(halted).state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(domain.acts).endsWith("lift one");

        RunDocument second = stage.failOver();
        stage.rig.runner.resume(second.id(), Run.Answer.ABANDON);

        RunDocument abandoned = stage.rig.until(second);
        assertThat(abandoned.state()).isEqualTo(RunDocument.State.FAILED);
        assertThat(abandoned.problem())
                .isEqualTo("halted in \"promote two\", and an operator said abandon");
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void a_promotion_that_was_tried_before_may_still_come_about_and_is_never_taken_for_failed() {
        RunDocument halted = afterAPromotionThatFailed(Promotion.Reached.UNKNOWN);
        domain.reached = Promotion.Reached.NOT_YET;

        stage.rig.runner.resume(halted.id(), Run.Answer.FORWARD);

        assertThat(stage.rig.until(halted).state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(domain.acts).doesNotContain("lift one");
    }

    @Test
    void a_successor_that_takes_writes_is_said_to_and_there_is_no_way_back() {
        RunDocument halted = afterAPromotionThatFailed(Promotion.Reached.DONE);

        assertThat(halted.state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(halted.question().text()).contains("two takes writes, but");
        assertThat(halted.question().answers())
                .containsExactly(Run.Answer.FORWARD, Run.Answer.ABANDON);
    }

    @Test
    void nobody_is_let_go_while_the_successor_takes_writes_whatever_is_answered() {
        RunDocument halted = afterAPromotionThatFailed(Promotion.Reached.UNKNOWN);
        domain.reached = Promotion.Reached.DONE;

        stage.rig.runner.resume(halted.id(), Run.Answer.BACK);

        RunDocument asked = stage.rig.until(halted);
        assertThat(asked.state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(asked.question().text()).startsWith("let go one: two takes writes");
        assertThat(domain.acts).doesNotContain("lift one");
    }

    @Test
    void what_is_published_and_not_as_it_should_be_is_not_called_done() {
        domain.failing.add("proof");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.FAILED);
        assertThat(run.problem()).isEqualTo("verify two: proof did not work");
        assertThat(stage.active()).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fence one", "promote two", "proof"})
    void cut_short_in_any_step_it_comes_to_its_end_after_the_next_start(String act)
            throws Exception {
        RunDocument run = cutShort(act, () -> {});

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(stage.active()).isEqualTo("two");
        assertThat(stage.epoch()).isEqualTo(2);
        assertThat(domain.acts).endsWith("proof");
        assertThat(domain.stuckTo).containsExactly("lock 2");
    }

    @Test
    void cut_short_while_it_asks_its_guards_once_more_it_comes_to_its_end() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        EndsIn end = new EndsIn("precheck");
        domain.before =
                act -> {
                    if (act.equals("guard one") && asked.incrementAndGet() == 2) {
                        end.act("precheck"); // its plan asked before
                    }
                };

        RunDocument run = cutShort(end, stage.rig.failover, null, () -> {});

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts)
                .startsWith("fence one")
                .endsWith("promote two", "fence one", "proof");
    }

    @Test
    void cut_short_while_it_lets_go_it_lets_go() throws Exception {
        domain.failing.add("promote two");

        RunDocument run = cutShort("lift one", () -> {});

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(domain.acts).containsExactly("lift one");
        assertThat(stage.active()).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fence one", "promote two"})
    void cut_short_long_ago_it_comes_to_its_end_when_the_active_one_is_still_gone(String act)
            throws Exception {
        stage.gone("one");

        RunDocument run = cutShort(act, this::longAgo);

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(stage.active()).isEqualTo("two");
    }

    @Test
    void one_that_is_back_long_after_its_fence_was_cut_short_is_let_go() throws Exception {
        stage.gone("one");

        RunDocument run = cutShort("fence one", this::isBackLongAfter);

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(run.problem())
                .isEqualTo("fence one: the situation has changed: it would be a switchover");
        assertThat(domain.acts).containsExactly("lift one");
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void one_that_is_back_long_after_a_promotion_was_cut_short_is_asked_about() throws Exception {
        stage.gone("one");
        domain.reached = Promotion.Reached.NOT_YET;

        RunDocument run = cutShort("promote two", this::isBackLongAfter);

        assertThat(run.state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(run.question().text()).startsWith("promote two: one is UP again");
        assertThat(domain.acts).isEmpty();

        stage.rig.runner.resume(run.id(), Run.Answer.FORWARD);

        assertThat(stage.rig.until(run).state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).containsExactly("fence one", "promote two", "fence one", "proof");
    }

    /** One that is forced past may live, and write until it is fenced. */
    @Test
    void a_forced_one_that_was_cut_short_loses_no_more_than_its_plan_says() throws Exception {
        stage.gone("one");
        domain.loss = Loss.atMost(700, "bytes", "the last look is 2 s old");

        RunDocument run =
                cutShort(
                        "fence one",
                        stage.rig.force,
                        stage.rig.forcePlan().hash(),
                        () -> domain.loss = Loss.atMost(5000, "bytes", "it wrote"));

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(run.problem()).contains("5000 bytes", "the plan accepts 1024 bytes");
        assertThat(domain.acts).containsExactly("lift one");
    }

    private void longAgo() {
        now.updateAndGet(time -> time.plusSeconds(31));
    }

    private void isBackLongAfter() {
        longAgo();
        domain.gone.remove("one");
    }

    /**
     * The service ends in this act, and another one takes its place.
     *
     * @param meanwhile what happens between the two
     */
    private RunDocument cutShort(String act, Runnable meanwhile) throws Exception {
        return cutShort(act, stage.rig.failover, null, meanwhile);
    }

    private RunDocument cutShort(
            String act, ChangeCommand<?, ?> command, String plan, Runnable meanwhile)
            throws Exception {
        EndsIn end = new EndsIn(act);
        domain.before = end;
        return cutShort(end, command, plan, meanwhile);
    }

    private RunDocument cutShort(
            EndsIn end, ChangeCommand<?, ?> command, String plan, Runnable meanwhile)
            throws Exception {
        RunDocument begun =
                stage.rig.runner.start(command, stage.rig.parameters(NONE), plan, "ada", null);
        end.await();
        domain.acts.clear();
        Path left = end.end(folder);
        stage.close();
        meanwhile.run();
        stage = new Stage(left, domain, now);
        return stage.rig.until(begun);
    }

    @Test
    void an_error_in_a_step_is_a_failure_of_it_and_what_was_fenced_is_let_go() {
        domain.before =
                act -> {
                    if (act.equals("promote two")) {
                        throw new IllegalStateException("a bug");
                    }
                };

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(run.problem()).contains("a bug");
        assertThat(domain.acts).containsExactly("fence one", "lift one");
    }

    /** The service ends before it is carried out, and is started again much later. */
    @Test
    void an_answer_of_long_ago_is_no_leave_to_promote_past_one_that_is_back() throws Exception {
        stage.gone("one");
        RunDocument halted = afterAPromotionThatFailed(Promotion.Reached.UNKNOWN);
        EndsIn end = new EndsIn("promote two");
        domain.before = end;
        stage.rig.runner.resume(halted.id(), Run.Answer.FORWARD);
        end.await();
        Path left = end.end(folder);
        stage.close();
        domain.acts.clear();
        isBackLongAfter();
        stage = new Stage(left, domain, now);

        RunDocument run = stage.rig.until(halted);

        assertThat(run.state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(run.question().text()).startsWith("promote two: one is UP again");
        assertThat(domain.acts).isEmpty();
    }

    @Test
    void an_answer_for_one_group_is_none_for_another_that_is_done() throws Exception {
        stage.configureTwoGroups();
        stage.gone("one");
        stage.gone("three");
        domain.failing.addAll(List.of("promote two", "promote four"));
        domain.reached = Promotion.Reached.UNKNOWN;
        RunDocument first = stage.failOver("auto", "true");
        domain.failing.remove("promote two");
        stage.rig.runner.resume(first.id(), Run.Answer.FORWARD);
        RunDocument second = stage.rig.until(first);
        assertThat(second.question().text()).startsWith("promote four");
        domain.acts.clear();

        stage.rig.runner.resume(second.id(), Run.Answer.BACK);

        assertThat(stage.rig.until(second).state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(domain.acts).containsExactly("lift three");
        // Halted, done; halted, taken back.
        assertThat(stage.rig.ended).hasSize(4);
    }

    @Test
    void one_whose_provider_is_no_longer_configured_is_asked_about() throws Exception {
        EndsIn end = new EndsIn("promote two");
        domain.before = end;
        RunDocument begun = begin();
        end.await();
        Path left = end.end(folder);
        stage.close();
        stage = Stage.alone(left, domain, now);

        RunDocument run = stage.rig.until(begun);

        assertThat(run.state()).isEqualTo(RunDocument.State.HALTED);
        assertThat(run.question().text()).startsWith("two is no longer configured");
    }

    @Test
    void what_is_written_until_the_fence_stands_counts_as_lost() throws Exception {
        stage.configure("maxLoss: { bytes: 1000 }");
        stage.gone("one");
        domain.loss = Loss.atMost(700, "bytes", "the last look is 2 s old");
        domain.before =
                act -> {
                    if (act.equals("fence one")) {
                        domain.loss = Loss.atMost(5000, "bytes", "the last look is 9 s old");
                    }
                };

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(run.problem())
                .isEqualTo(
                        "fence one: what may be lost by now is 5000 bytes (the last look is 9 s"
                                + " old), and maxLoss is 1000 bytes, 0 transactions");
        assertThat(domain.acts).containsExactly("fence one", "lift one");
    }

    @Test
    void a_service_that_is_stopped_lets_it_come_to_its_end_and_begins_nothing_more()
            throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        RunDocument begun = beginAndHold("promote two", released);
        Thread stopping = Thread.startVirtualThread(() -> stop(Rig.SOON));

        await().atMost(Rig.SOON)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(this::begin)
                                        .isInstanceOf(Refused.class)
                                        .hasMessage("this service ends"));
        released.countDown();
        stopping.join();

        assertThat(stage.rig.until(begun).state()).isEqualTo(RunDocument.State.SUCCEEDED);
    }

    /** What it works with is closed under it then: nothing that fails there is a failure. */
    @Test
    void one_that_does_not_come_to_its_end_in_time_is_left_to_the_next_service() throws Exception {
        domain.failing.add("promote two");
        CountDownLatch released = new CountDownLatch(1);
        RunDocument begun = beginAndHold("promote two", released);

        stop(Duration.ZERO);
        released.countDown();
        await().atMost(Rig.SOON).until(() -> isUnderWay(begun, "let go one"));
        stage.close();
        domain.failing.clear();
        stage = new Stage(folder, domain, now);

        assertThat(stage.rig.until(begun).state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).endsWith("fence one", "proof").doesNotContain("lift one");
    }

    private RunDocument beginAndHold(String act, CountDownLatch released)
            throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        domain.before =
                name -> {
                    if (name.equals(act)) {
                        held.countDown();
                        released.await();
                    }
                };
        RunDocument begun = begin();
        assertThat(held.await(Rig.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return begun;
    }

    private boolean isUnderWay(RunDocument run, String step) {
        return stage.rig.runner.find(run.id()).orElseThrow().steps().stream()
                .anyMatch(one -> one.name().equals(step) && one.state().equals("running"));
    }

    private RunDocument begin() {
        return stage.rig.runner.start(
                stage.rig.failover, stage.rig.parameters(NONE), null, "ada", null);
    }

    private void stop(Duration most) {
        try {
            stage.rig.runner.close(Deadline.in(most));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
