package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.Verdict;

/** What is said of the outcome of a failover. */
class VerifyFailoverTest extends OnStage {
    @Test
    void an_active_one_that_is_as_it_should_be_and_well_is_good() throws InterruptedException {
        stage.failOver();

        VerifyFailoverCommand.Result result = stage.rig.verified();

        assertThat(result.verdict()).isEqualTo(Verdict.GOOD);
        assertThat(result.groups()).hasSize(1);
        assertThat(result.groups().getFirst().active()).isEqualTo("two");
        assertThat(result.groups().getFirst().epoch()).isEqualTo(2);
    }

    @Test
    void one_that_is_as_it_should_be_and_unwell_is_a_warning_that_says_why()
            throws InterruptedException {
        stage.ails("one");

        VerifyFailoverCommand.Result result = stage.rig.verified();

        assertThat(result.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(result.groups().getFirst().told())
                .endsWith("; but one is DEGRADED (scripted.limps): it limps");
    }

    @Test
    void a_group_whose_appointed_provider_is_no_longer_configured_is_bad()
            throws IOException, InterruptedException {
        stage.failOver();
        stage.configureAlone();

        VerifyFailoverCommand.Result result = stage.rig.verified();

        assertThat(result.verdict()).isEqualTo(Verdict.BAD);
        assertThat(result.groups().getFirst().told()).isEqualTo("it has no active provider");
    }

    @Test
    void where_nobody_could_take_over_there_is_nothing_to_prove_and_nothing_to_explain()
            throws IOException, InterruptedException {
        stage.configureAlone();
        String why = "nothing of scripted can be failed over by this service";

        assertThat(stage.rig.verified().notes()).containsExactly(why);

        RunDocument run = stage.failOver("explain", "true");
        assertThat(run.result().at("/notes/0").asText()).isEqualTo(why);
    }
}
