package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.Run;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Event;

/** Who takes writes without being the active one is fenced, and may follow again. */
class IntruderTest extends OnStage {
    private void failedOver() {
        stage.failOver();
        now.updateAndGet(time -> time.plusSeconds(1));
        domain.acts.clear();
        domain.writing.add("one");
    }

    @Test
    void a_former_active_one_that_takes_writes_is_fenced_by_a_run_of_its_own() {
        failedOver();

        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> journalled("failover.fenced").size() == 1);
        assertThat(domain.acts).containsExactly("look at one", "fence one", "fenced one");
        Event seen = journalled("failover.split-brain").getFirst();
        assertThat(seen.provider()).isEqualTo("one");
        assertThat(seen.message())
                .isEqualTo(
                        "split brain: one takes writes, and two is the active one of one under"
                                + " epoch 2; one wrote 7 that two does not have");
        assertThat(seen.details()).containsEntry("pages", "7");
        RunDocument run = stage.rig.runner.latest(1).getFirst();
        assertThat(run.command()).isEqualTo("providers:fence");
        assertThat(run.startedBy()).isEqualTo("automatic");
        assertThat(run.state()).isEqualTo(RunDocument.State.SUCCEEDED);
    }

    @Test
    void one_that_was_made_a_standby_while_the_service_was_away_is_left_as_it_is()
            throws Exception {
        failedOver();
        EndsIn end = new EndsIn("fence one");
        domain.before = end;
        RunDocument begun =
                stage.rig.runner.start(
                        stage.rig.fence,
                        stage.rig.parameters("provider", "one"),
                        null,
                        "ada",
                        null);
        end.await();
        Path left = end.end(folder);
        stage.close();
        domain.acts.clear();
        domain.writing.clear();

        stage = new Stage(left, domain, now);

        assertThat(stage.rig.until(begun).state()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).containsExactly("fenced one");
    }

    @Test
    void its_backend_says_so_itself_and_nobody_waits_for_the_next_look() {
        failedOver();
        stage.rig.guard();

        domain.alarm("one").intrudes();

        await().atMost(Rig.SOON).until(() -> domain.acts.contains("fence one"));
    }

    @Test
    void before_the_first_failover_it_is_only_told() {
        domain.writing.add("two");

        stage.rig.considerFailover();
        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> journalled("failover.split-brain").size() == 1);
        assertThat(journalled("failover.split-brain").getFirst().message())
                .contains("Nothing is done by itself", "./rsvp providers:fence two");
        assertThat(domain.acts).containsExactly("look at two");
        assertThat(stage.rig.explain("one").intruders())
                .singleElement()
                .satisfies(
                        intruder -> {
                            assertThat(intruder.provider()).isEqualTo("two");
                            assertThat(intruder.blocked())
                                    .extracting(GuardReport::name)
                                    .containsExactly("we appointed the active one");
                        });

        assertThat(stage.rig.call("providers:fence", "provider", "two").state())
                .isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).contains("fence two");
    }

    @Test
    void while_the_group_is_paused_it_is_only_told() {
        failedOver();
        stage.rig.call("failover:pause", "target", "one", "until", "1h");

        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> journalled("failover.split-brain").size() == 1);
        assertThat(domain.acts).containsExactly("look at one");
        assertThat(stage.rig.explain("one").intruders().getFirst().blocked())
                .extracting(GuardReport::name)
                .containsExactly("not paused");
    }

    /** As after a switchover behind pg_hba.conf: it would take writes, and nobody gets there. */
    @Test
    void one_behind_a_barrier_is_nobodys_intruder_until_that_is_lifted() {
        failedOver();
        domain.barred.add("one");

        stage.rig.considerFailover();

        assertThat(domain.acts).isEmpty();
        assertThat(stage.rig.explain("one").intruders()).isEmpty();
        assertThat(stage.rig.rejoins().plan("one").guards())
                .contains(GuardReport.holds("it takes no writes", "one lets nobody in"));

        domain.barred.clear();

        stage.rig.considerUntil(Rig.SOON, () -> domain.acts.contains("fence one"));
    }

    @Test
    void who_is_in_maintenance_is_left_alone_by_everybody() {
        failedOver();
        stage.rig.call("providers:maintenance", "provider", "one", "until", "1h");

        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> journalled("failover.split-brain").size() == 1);
        assertThat(domain.acts).containsExactly("look at one");
        assertThatThrownBy(() -> stage.rig.call("providers:fence", "provider", "one"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("one is in maintenance");
    }

    @Test
    void while_a_succession_of_its_group_waits_for_an_answer_it_is_not_fenced() {
        stage.failOver();
        domain.failing.add("promote one");
        domain.reached = Promotion.Reached.UNKNOWN;
        RunDocument halted = stage.failOver();
        assertThat(halted.state()).isEqualTo(RunDocument.State.HALTED);
        domain.acts.clear();
        domain.writing.add("one");

        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> journalled("failover.split-brain").size() == 1);
        assertThat(domain.acts).doesNotContain("fence one");
        stage.rig.runner.resume(halted.id(), Run.Answer.ABANDON);
        stage.rig.until(halted);
        stage.rig.considerFailover();
        await().atMost(Rig.SOON).until(() -> domain.acts.contains("fence one"));
    }

    @Test
    void a_store_that_is_older_than_the_data_does_not_act() {
        failedOver();
        domain.failing.add("look at one");

        RunDocument run = stage.rig.call("providers:fence", "provider", "one");

        assertThat(run.state()).isEqualTo(RunDocument.State.FAILED);
        assertThat(domain.acts).containsExactly("look at one");
    }

    @Test
    void the_active_one_is_nobodys_intruder() {
        stage.failOver();

        assertThatThrownBy(() -> stage.rig.call("providers:fence", "provider", "two"))
                .isInstanceOf(Refused.class)
                .hasMessage("two is the active one of one");
        assertThatThrownBy(() -> stage.rig.call("providers:fence", "provider", "one"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("one is not heard taking writes");
    }

    @Test
    void a_hook_makes_it_follow_and_count_again_and_the_plan_names_what_it_wrote()
            throws IOException {
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hook.createContext(
                "/",
                exchange -> {
                    calls.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        hook.start();
        try {
            stage.configure(
                    "rejoin: { url: 'http://127.0.0.1:%d/' }"
                            .formatted(hook.getAddress().getPort()));
            domain.synchronous = true;
            failedOver();
            stage.rig.call("providers:fence", "provider", "one");

            Plan plan = stage.rig.rejoins().plan("one");

            assertThat(plan.blocked()).isEmpty();
            assertThat(plan.basis())
                    .containsEntry("diverged one", "one wrote 7 that two does not have");
            assertThat(rejoin("one").state()).isEqualTo(RunDocument.State.SUCCEEDED);
            assertThat(calls)
                    .singleElement()
                    .asString()
                    .contains("\"act\":\"rejoin\"", "\"active\":\"two\"", "\"activeHost\":\"b\"");
            assertThat(domain.acts).endsWith("follows one", "synchronise one");
        } finally {
            hook.stop(0);
        }
    }

    @Test
    void without_a_hook_it_is_told_how_it_is_done_by_hand() {
        failedOver();
        assertThatThrownBy(() -> rejoin("one"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("one takes writes")
                .extracting(e -> ((Refused) e).hint())
                .asString()
                .contains("or do it by hand:\ncopy it\nlet it follow");
        assertThat(domain.acts).isEmpty();
    }

    private RunDocument rejoin(String provider) {
        return stage.rig.agree(new RejoinCommand(stage.rig.rejoins()), "provider", provider);
    }

    private List<Event> journalled(String type) {
        return stage.rig.journalled(type);
    }
}
