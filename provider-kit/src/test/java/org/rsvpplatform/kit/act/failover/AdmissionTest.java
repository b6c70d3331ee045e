package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;

/** An active provider that was started read-only is let take writes. */
class AdmissionTest extends OnStage {
    @Test
    void where_a_group_acts_by_itself_it_is_let_at_once() throws IOException {
        stage.configure("auto: true");
        domain.waiting.add("one");

        stage.rig.considerFailover();

        await().atMost(Rig.SOON).until(() -> stage.rig.latestRun().state().finished());
        RunDocument run = stage.rig.latestRun();
        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(run.startedBy()).isEqualTo("automatic");
        assertThat(domain.acts).containsExactly("admit one", "takes writes one");
    }

    @Test
    void elsewhere_an_operator_lets_it() {
        domain.waiting.add("one");
        stage.rig.considerFailover();
        assertThat(domain.acts).isEmpty();

        assertThat(stage.rig.call("providers:admit", "provider", "one").state())
                .isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(domain.acts).containsExactly("admit one", "takes writes one");
    }

    @Test
    void what_the_domain_or_a_pause_has_against_it_keeps_it_waiting() throws IOException {
        stage.configure("auto: true");
        stage.rig.call("failover:pause", "target", "one", "until", "1h");
        domain.waiting.add("one");
        stage.rig.considerFailover();
        assertThat(domain.acts).isEmpty();
        stage.rig.call("failover:resume", "target", "one");

        domain.own = () -> GuardReport.blocks("own", "two took over by hand", "look at both");
        stage.rig.considerFailover();

        assertThat(domain.acts).isEmpty();
        Waiting waiting = stage.rig.explain("one").waiting();
        assertThat(waiting.provider()).isEqualTo("one");
        assertThat(waiting.blocked())
                .extracting(GuardReport::evidence)
                .containsExactly("two took over by hand");
        assertThat(waiting.command()).isEqualTo("./rsvp providers:admit one");
        assertThatThrownBy(() -> stage.rig.call("providers:admit", "provider", "one"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("two took over by hand");
    }

    @Test
    void who_is_not_the_active_one_or_does_not_wait_is_not_let() {
        assertThatThrownBy(() -> stage.rig.call("providers:admit", "provider", "two"))
                .isInstanceOf(Refused.class)
                .hasMessage("two is not the active one of one");
        assertThatThrownBy(() -> stage.rig.call("providers:admit", "provider", "one"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("one is not heard waiting to be let");
    }

    @Test
    void one_that_could_not_be_let_is_tried_again_later() throws IOException {
        stage.configure("auto: true");
        domain.failing.add("admit one");
        domain.waiting.add("one");
        stage.rig.considerFailover();
        await().atMost(Rig.SOON).until(() -> stage.rig.latestRun().state().finished());
        assertThat(stage.rig.latestRun().state()).isEqualTo(RunDocument.State.FAILED);
        stage.rig.considerFailover();
        assertThat(domain.acts).containsExactly("admit one");

        domain.failing.clear();

        await().atMost(Rig.SOON)
                .untilAsserted(
                        () -> {
                            stage.rig.considerFailover();
                            assertThat(domain.acts).endsWith("takes writes one");
                        });
    }
}
