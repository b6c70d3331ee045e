package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.PlanDocument;
import org.rsvpplatform.kit.act.command.PlanNeeded;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunDocument.StepDocument;
import org.rsvpplatform.kit.journal.Event;

/** The engine, on a pair whose steps go well or wrong as a test wants. */
class FailoverTest extends OnStage {
    @Test
    void while_both_are_well_it_is_a_switchover() {
        RunDocument run = stage.failOver("target", "scripted", "to", "two");

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).containsExactly("fence one", "promote two", "proof");
        assertThat(run.result().at("/changed/0/verb").asText()).isEqualTo("switchover");
        assertThat(stage.active()).isEqualTo("two");
        assertThat(stage.epoch()).isEqualTo(2);
        assertThat(stage.rig.ended)
                .extracting(Ended::outcome)
                .containsExactly(Ended.Outcome.SUCCEEDED);
    }

    @Test
    void a_switchover_to_one_that_could_not_be_promoted_touches_nothing() {
        domain.unrehearsed.add("two");

        RunDocument run = stage.failOver("target", "scripted", "to", "two");

        assertThat(run.state()).isEqualTo(RunDocument.State.REFUSED);
        assertThat(run.problem()).contains("two does not know its part");
        assertThat(domain.acts).isEmpty();
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void when_the_active_one_is_gone_it_is_a_failover() {
        stage.gone("one");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(run.result().at("/changed/0/verb").asText()).isEqualTo("failover");
        assertThat(run.steps())
                .extracting(StepDocument::name)
                .containsExactly(
                        "precheck one", "fence one", "promote two", "publish two", "verify two");
        await().atMost(Rig.SOON)
                .untilAsserted(
                        () ->
                                assertThat(stage.rig.journalled("failover.ended"))
                                        .extracting(Event::message)
                                        .containsExactly(
                                                "failover of one from one to two under epoch 2:"
                                                        + " succeeded"));
    }

    @Test
    void a_change_outlives_the_service() throws IOException {
        stage.failOver();
        stage.close();

        stage = new Stage(folder, domain, now);

        assertThat(stage.active()).isEqualTo("two");
        assertThat(stage.epoch()).isEqualTo(2);
        stage.failOver();
        assertThat(stage.active()).isEqualTo("one");
        assertThat(stage.epoch()).isEqualTo(3);
    }

    @Test
    void a_guard_of_the_domain_refuses_it_and_says_what_would_unblock_it() {
        domain.own = () -> GuardReport.blocks("own", "a shutter is down", "open it");

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessage("own: a shutter is down")
                .extracting(e -> ((Refused) e).hint())
                .isEqualTo("open it");
        assertThat(domain.acts).isEmpty();
        assertThat(explanation().would()).isFalse();
    }

    @Test
    void what_a_switch_does_not_cure_is_no_reason_for_one() {
        stage.misled("one");

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("a switch cures it: ");
        assertThat(domain.acts).isEmpty();
    }

    @Test
    void one_that_another_observer_may_reach_is_not_followed() throws IOException {
        stage.configure("observers: ['http://127.0.0.1:1/{provider}/up']");
        stage.gone("one");

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining(
                        "other observers agree: the one at 127.0.0.1:1 does not know");
    }

    @Test
    void an_active_one_in_maintenance_is_left_alone_also_by_who_forces_it() {
        stage.gone("one");
        stage.rig.call("providers:maintenance", "provider", "one", "until", "1h");

        assertThatThrownBy(() -> stage.failOver())
                .hasMessageContaining("one is in maintenance until");
        assertThatThrownBy(() -> stage.rig.forceFailover())
                .hasMessageContaining("one is in maintenance until");
    }

    @Test
    void a_run_of_another_group_of_the_domain_is_waited_for() throws Exception {
        stage.configureTwoGroups();
        CountDownLatch hold = new CountDownLatch(1);
        domain.before =
                act -> {
                    if (act.equals("fence three")) {
                        hold.await(Rig.SOON.toSeconds(), TimeUnit.SECONDS);
                    }
                };
        RunDocument first =
                stage.rig.runner.start(
                        stage.rig.failover,
                        stage.rig.parameters("target", "three"),
                        null,
                        "ada",
                        null);

        assertThatThrownBy(() -> stage.failOver("target", "one"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("run %s is running".formatted(first.id()));

        hold.countDown();
        assertThat(stage.rig.until(first).state()).isEqualTo(RunDocument.State.SUCCEEDED);
    }

    @Test
    void a_guard_that_no_longer_holds_when_the_run_begins_refuses_it() {
        AtomicInteger asked = new AtomicInteger();
        domain.own =
                () ->
                        asked.incrementAndGet() == 1
                                ? GuardReport.holds("own", "the shutter is up")
                                : GuardReport.blocks("own", "a shutter is down", "open it");

        RunDocument run = stage.failOver();

        assertThat(run.state()).isEqualTo(RunDocument.State.REFUSED);
        assertThat(run.problem()).contains("own: a shutter is down (open it)");
        assertThat(domain.acts).isEmpty();
    }

    @Test
    void where_no_step_can_be_written_down_none_is_taken() {
        stage.rig.storeProblem.set(Optional.of("the disk is full"));

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessage("store: no step can be written down: the disk is full");
    }

    @Test
    void a_standby_that_is_gone_too_blocks_it() {
        stage.gone("one");
        stage.gone("two");

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("standby is well: two is DOWN (scripted.refused)");
    }

    @Test
    void a_loss_that_is_unknown_or_too_large_blocks_it_and_can_be_forced_within_its_plan() {
        stage.gone("one");
        domain.loss = Loss.atMost(700, "bytes", "the last look is 2 s old");
        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("at most 700 bytes may be lost");
        assertThatThrownBy(() -> stage.rig.force(null)).isInstanceOf(PlanNeeded.class);
        PlanDocument plan = stage.rig.forcePlan();
        assertThat(plan.ceilings()).isEqualTo(Map.of("bytes", 1024L));

        RunDocument run = stage.rig.force(plan.hash());

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(run.plan().agreed()).isTrue();
        assertThat(stage.active()).isEqualTo("two");
    }

    @Test
    void who_agreed_to_a_loss_did_not_agree_to_one_that_nobody_knows() {
        stage.gone("one");
        domain.loss = Loss.none("each commit waits for the standby");
        String nothing = stage.rig.forcePlan().hash();
        domain.loss = Loss.unknown("it was never heard");

        assertThatThrownBy(() -> stage.rig.force(nothing)).isInstanceOf(PlanNeeded.class);

        PlanDocument any = stage.rig.forcePlan();
        assertThat(any.unbounded()).isTrue();
        domain.loss = Loss.atMost(700, "bytes", "the last look is 2 s old");
        RunDocument run = stage.rig.force(any.hash());
        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(run.plan().unbounded()).isTrue();
    }

    @Test
    void a_configured_loss_is_accepted_beforehand() throws IOException {
        stage.configure("maxLoss: { bytes: 1000 }");
        stage.gone("one");
        domain.loss = Loss.atMost(700, "bytes", "the last look is 2 s old");

        assertThat(stage.failOver().state()).isEqualTo(RunDocument.State.SUCCEEDED);
    }

    @Test
    void nobody_is_failed_over_again_so_soon_unless_somebody_knows_of_it() throws IOException {
        stage.configure("antiFlap: 10m");
        stage.gone("one");
        stage.failOver();
        stage.back("one");
        stage.gone("two");
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(9)));

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("not again so soon: the last change was 540 s ago")
                .extracting(e -> ((Refused) e).hint())
                .isEqualTo("./rsvp failover:acknowledge one");

        stage.rig.call("failover:acknowledge", "group", "one");
        assertThat(stage.failOver().state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void a_pause_is_shown_while_all_is_well() {
        stage.rig.call("failover:pause", "target", "one", "until", "1h");

        assertThat(stage.rig.explain("one").paused().by()).isEqualTo("ada");

        RunDocument resumed = stage.rig.call("failover:resume", "target", "one");

        assertThat(resumed.steps().getFirst().detail()).isEqualTo("one may fail over again");
        assertThat(stage.rig.explain("one").paused()).isNull();
    }

    @Test
    void what_is_paused_or_in_maintenance_is_left_alone() {
        stage.gone("one");
        stage.rig.call("failover:pause", "until", "1h", "why", "we move house");
        assertThatThrownBy(() -> stage.failOver())
                .hasMessageContaining("ada paused it until 2026-01-01T11:00:00Z: we move house");
        stage.rig.call("failover:resume");
        stage.rig.call("providers:maintenance", "provider", "two", "until", "2026-01-01T11:00:00Z");
        assertThatThrownBy(() -> stage.failOver())
                .hasMessageContaining("two is in maintenance until 2026-01-01T11:00:00Z, says ada");

        now.set(Instant.parse("2026-01-01T11:00:00Z"));

        assertThat(stage.failOver().state()).isEqualTo(RunDocument.State.SUCCEEDED);
    }

    @Test
    void it_explains_itself_guard_by_guard() {
        stage.gone("one");

        RunDocument run = stage.failOver("explain", "true");

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).isEmpty();
        assertThat(run.result().at("/explained/0/verb").asText()).isEqualTo("failover");
        assertThat(run.result().at("/explained/0/would").asBoolean()).isTrue();
        assertThat(explanation().guards())
                .extracting(GuardReport::name)
                .containsExactly(
                        "store",
                        "managed",
                        "a switch cures it",
                        "standby is well",
                        "not paused",
                        "not again so soon",
                        "no other run",
                        "own",
                        "loss is within bounds");
    }

    @Test
    void told_to_look_at_all_it_leaves_alone_what_is_well() {
        RunDocument run = stage.failOver("auto", "true");

        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).isEmpty();
        assertThat(run.result().at("/explained/0/why").asText()).isEqualTo("one is UP");

        stage.gone("one");
        assertThat(stage.failOver("auto", "true").result().at("/changed/0/to").asText())
                .isEqualTo("two");
    }

    @Test
    void two_at_one_time_are_one() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        domain.before =
                name -> {
                    if (name.equals("fence one")) {
                        hold.await(Rig.SOON.toSeconds(), TimeUnit.SECONDS);
                    }
                };
        RunDocument first =
                stage.rig.runner.start(
                        stage.rig.failover, stage.rig.parameters(NONE), null, "ada", null);

        assertThatThrownBy(() -> stage.failOver())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("run %s is running".formatted(first.id()));

        hold.countDown();
        await().atMost(Rig.SOON).until(() -> stage.active().equals("two"));
    }

    @Test
    void by_itself_it_begins_only_where_the_file_says_so_and_remembers_what_it_decided()
            throws Exception {
        stage.gone("one");
        stage.rig.considerFailover();
        assertThat(explanation().decisions()).isEmpty();

        stage.configure("auto: true");
        stage.gone("two");
        stage.rig.considerFailover();
        stage.rig.considerFailover();
        assertThat(explanation().decisions())
                .singleElement()
                .satisfies(
                        decision -> {
                            assertThat(decision.acted()).isFalse();
                            assertThat(decision.blockedBy()).containsExactly("standby is well");
                        });

        stage.back("two");
        stage.rig.considerFailover();
        await().atMost(Rig.SOON).until(() -> stage.active().equals("two"));
        Decision last = explanation().decisions().getFirst();
        assertThat(last.acted()).isTrue();
        assertThat(last.by()).isEqualTo("automatic");
        assertThat(stage.rig.runner.find(last.run()).orElseThrow().startedBy())
                .isEqualTo("automatic");
    }

    @Test
    void a_group_whose_guards_take_long_holds_up_no_other_one() throws Exception {
        stage.configureTwoGroups();
        CountDownLatch hold = new CountDownLatch(1);
        domain.before =
                act -> {
                    if (act.equals("guard one")) {
                        hold.await(Rig.SOON.toSeconds(), TimeUnit.SECONDS);
                    }
                };
        stage.gone("one");
        stage.gone("three");

        Thread looking = Thread.startVirtualThread(stage.rig::considerFailover);

        await().atMost(Rig.SOON).until(() -> domain.acts.contains("promote four"));
        await().atMost(Rig.SOON).until(() -> stage.rig.runner.open().isEmpty());
        assertThat(domain.acts).doesNotContain("promote two");
        hold.countDown();
        looking.join(Rig.SOON);
        stage.rig.considerUntil(Rig.SOON, () -> domain.acts.contains("promote two"));
    }

    @Test
    void who_names_nothing_where_there_are_several_groups_switches_none() throws IOException {
        stage.configureTwoGroups();

        assertThatThrownBy(() -> stage.failOver())
                .hasMessageContaining("there are several groups: one, three");
        assertThatThrownBy(() -> stage.rig.forcePlan())
                .hasMessageContaining("there are several groups: one, three");
        assertThat(domain.acts).isEmpty();
    }

    @Test
    void of_two_groups_that_are_lost_at_once_the_second_follows_as_soon_as_the_first_has()
            throws Exception {
        stage.configureTwoGroups();
        stage.gone("one");
        stage.gone("three");

        stage.rig.considerUntil(
                Duration.ofSeconds(4),
                () -> domain.acts.containsAll(List.of("promote two", "promote four")));
    }

    /** It counts as DOWN until its probes have noticed. */
    @Test
    void one_that_is_let_take_writes_is_not_followed() throws IOException {
        stage.configure("auto: true");
        domain.before =
                act -> {
                    if (act.equals("admit one")) {
                        domain.gone.remove("one");
                    }
                };
        stage.gone("one");
        domain.waiting.add("one");

        stage.rig.considerAllTheTime();

        await().atMost(Rig.SOON).until(() -> domain.acts.contains("takes writes one"));
        stage.back("one");
        await().atMost(Rig.SOON).until(() -> stage.rig.runner.open().isEmpty());
        assertThat(domain.acts).doesNotContain("fence one");
        assertThat(stage.active()).isEqualTo("one");
    }

    /** It was only started anew, and is let take writes: nobody has to take its place. */
    @Test
    void one_that_is_about_to_be_let_is_followed_only_when_that_has_failed() throws IOException {
        stage.configure("auto: true");
        domain.before =
                act -> {
                    if (act.equals("admit one")) {
                        assertThat(domain.acts).doesNotContain("fence one");
                    }
                };
        domain.failing.add("admit one");
        domain.waiting.add("one");
        stage.gone("one");

        stage.rig.considerUntil(Rig.SOON, () -> stage.active().equals("two"));

        assertThat(domain.acts).startsWith("admit one", "fence one");
    }

    /** Between the decision to let it and the begin of that nobody else begins. */
    @Test
    void one_that_is_being_let_is_not_followed_before_its_run_is_there() throws IOException {
        stage.configure("auto: true");
        stage.gone("one");
        domain.waiting.add("one");
        AtomicInteger looks = new AtomicInteger();
        domain.own =
                () -> {
                    if (looks.incrementAndGet() == 2) { // the plan of its run
                        Thread.startVirtualThread(stage.rig::considerFailover).join();
                    }
                    return GuardReport.holds("own", "the domain has nothing against it");
                };

        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> domain.acts.contains("admit one"));
        assertThat(domain.acts).doesNotContain("fence one");
        stage.back("one");
        await().atMost(Rig.SOON).until(() -> stage.rig.runner.open().isEmpty());
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void one_that_is_back_before_it_begins_is_not_switched_over() throws IOException {
        stage.configure("auto: true");
        stage.gone("one");
        domain.own =
                () -> {
                    stage.back("one");
                    return GuardReport.holds("own", "the domain has nothing against it");
                };

        stage.rig.considerFailover();

        stage.rig.ended(explanation().decisions().getFirst().run());
        assertThat(domain.acts).isEmpty();
        assertThat(stage.active()).isEqualTo("one");
    }

    @Test
    void what_it_could_not_do_is_not_tried_again_at_once() throws IOException {
        stage.configure("auto: true");
        domain.failing.add("promote two");
        stage.gone("one");

        stage.rig.considerFailover();
        await().atMost(Rig.SOON).until(() -> domain.acts.contains("lift one"));
        stage.rig.considerFailover();
        stage.rig.considerFailover();

        assertThat(explanation().decisions()).filteredOn(Decision::acted).hasSize(1);
    }

    @Test
    void what_holds_outlives_the_service() throws IOException {
        stage.rig.call("failover:pause", "target", "one", "until", "1h");
        stage.close();
        stage = new Stage(folder, domain, now);
        stage.gone("one");

        assertThatThrownBy(() -> stage.failOver()).hasMessageContaining("ada paused it until");
    }

    @Test
    void an_end_that_is_over_is_no_end() {
        assertThatThrownBy(() -> stage.rig.call("failover:pause", "until", "2025-01-01T00:00:00Z"))
                .isInstanceOf(InvalidParameters.class)
                .hasMessageContaining("is over");
        assertThatThrownBy(() -> stage.rig.call("failover:pause", "until", "soon"))
                .isInstanceOf(InvalidParameters.class)
                .hasMessageContaining("is no time");
    }

    private Explanation explanation() {
        return stage.rig.explain("one");
    }
}
