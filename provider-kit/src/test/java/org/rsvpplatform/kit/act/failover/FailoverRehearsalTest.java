package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is asked while all is well, so that the first failover of a process is none of its first.
 */
class FailoverRehearsalTest extends OnStage {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        domain.before = asked::add;
    }

    @Test
    void each_group_is_asked_once_and_nothing_is_changed() throws IOException {
        stage.configureTwoGroups();

        stage.rig.rehearsal.look();
        stage.rig.rehearsal.look();

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        // as it stands, which is a switchover; then as if it were lost
                        "guard one",
                        "inquire one",
                        "guard one",
                        "rehearse two",
                        "guard three",
                        "inquire three",
                        "guard three",
                        "rehearse four");
        assertThat(domain.acts).isEmpty();
        assertThat(stage.rig.runner.latest(1)).isEmpty();
        assertThat(stage.rig.explain("one").decisions()).isEmpty();
    }

    @Test
    void who_has_a_failover_before_him_is_asked_nothing_else() {
        stage.gone("one");
        stage.rig.rehearsal.look();
        assertThat(asked).doesNotContain("guard one");

        stage.back("one");
        stage.rig.rehearsal.look();
        assertThat(asked).contains("guard one");
    }

    @Test
    void one_that_goes_wrong_is_not_tried_again() {
        domain.unrehearsed.add("two");

        stage.rig.rehearsal.look();
        stage.rig.rehearsal.look();

        assertThat(asked).containsOnlyOnce("rehearse two");
    }
}
