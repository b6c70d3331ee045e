package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.database.FencedWriter;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** Switchovers and failovers behind fences by SQL, and what is said where none can be raised. */
@Sandboxed
class FencedSuccessionTest extends FencedClients {
    private static final Duration LONGER_THAN_A_LOOK = Duration.ofSeconds(3);

    @Tag("full")
    @Test
    void a_switchover_behind_pg_hba_loses_nothing(PostgresPair pair) {
        switchOver(pair, "fence: hba");

        assertThat(pair.standby().dataDirectory().resolve("pg_hba.conf"))
                .content()
                .doesNotContain("A failover fences this server");
        assertThat(pair.primary().dataDirectory().resolve("pg_hba.conf"))
                .content()
                .contains("A failover fences this server");
    }

    @Tag("full")
    @Test
    void a_switchover_behind_locked_roles_loses_nothing_and_lets_them_in_on_the_new_primary(
            PostgresPair pair) {
        switchOver(pair, "fence: roles");

        assertThat(pair.standby().value("SELECT count(*) FROM rsvp_probe.locked")).isEqualTo("0");
        assertThat(
                        pair.standby()
                                .value(
                                        "SELECT count(*) FROM pg_roles WHERE NOT rolcanlogin"
                                                + " AND rolname LIKE 'fenced%'"))
                .isEqualTo("0");
        assertThat(pair.primary().value("SELECT count(*) FROM rsvp_probe.locked"))
                .isNotEqualTo("0");
    }

    @Tag("full")
    @Test
    void a_switchover_behind_a_shutdown_loses_nothing(PostgresPair pair) {
        switchOver(pair, "fence: best");

        assertThat(pair.primary().pids()).isEmpty();
    }

    @Tag("full")
    @Test
    void a_primary_that_tells_of_its_full_disk_is_fenced_and_followed(PostgresPair pair) {
        watch(pair, "auto: true");
        group.attend();

        pair.breakWith("disk-full");

        group.awaitActive(PostgresPair.STANDBY);
    }

    /** Nothing else keeps it from that: it is well, and no commit waits for the standby. */
    @Tag("full")
    @Test
    void a_primary_that_is_forced_past_without_a_hook_is_fenced_all_the_same(PostgresPair pair) {
        pair.breakWith("async");
        watch(pair, "fence: hba");
        FencedWriter writer = writer(pair, ORDINARY, "");
        writer.awaitWrites();

        RunDocument forced = group.agree("providers:force-failover", "target", "database");

        assertThat(forced.state()).as(forced.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(PostgresPair.STANDBY);
        writer.awaitFailure();
        writer.close();
        assertThat(pair.primary().pids()).isNotEmpty();
        assertThat(
                        pair.standby().rows("SELECT n FROM fenced.written").stream()
                                .map(row -> Long.parseLong(row.getFirst())))
                .containsAll(writer.acknowledged());
    }

    @Tag("full")
    @Test
    void an_administrator_without_rights_is_told_the_lines_that_give_them(PostgresPair pair) {
        watch(administrated(pair), "auto: false");

        GuardReport guard = group.fenced();

        assertThat(guard.holds()).isFalse();
        assertThat(guard.evidence())
                .contains("shutdown takes SUPERUSER", "hba takes pg_monitor", "roles takes");
        assertThat(guard.unblock())
                .contains(
                        "GRANT pg_signal_backend TO fenced_administrator;",
                        "./rsvp providers:grants postgresql");
    }

    @Tag("full")
    @Test
    void a_word_that_names_no_fence_is_told_the_words_that_do(PostgresPair pair) {
        watch(pair, "fence: wall");

        assertThat(group.fenced().holds()).isFalse();
        assertThat(group.fenced().unblock()).contains("one of best, shutdown, hba, roles");
    }

    /** All clients come to it at once: a look that is not answered in time proves nothing. */
    @Tag("full")
    @Test
    void a_successor_that_is_slow_to_answer_is_asked_again(PostgresPair pair) throws Exception {
        watch(pair, "fence: best");
        Takeover takeover = group.switchover();
        takeover.fence().raise();
        takeover.promotion().promote();
        FutureTask<String> proof = new FutureTask<>(takeover.proof()::look);

        pair.standby().breakWith("freeze");
        try {
            Thread.ofVirtual().start(proof);
            await().during(LONGER_THAN_A_LOOK).atMost(SOON).until(() -> !proof.isDone());
        } finally {
            pair.standby()
                    .shell(
                            pair.standby().pids().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(" ", "kill -CONT ", "")));
        }

        assertThat(proof.get(SOON.toSeconds(), TimeUnit.SECONDS))
                .startsWith("backup-postgresql takes writes");
    }

    /** Whatever the configuration says by then: what was raised is what has to be lifted. */
    @Tag("full")
    @Test
    void a_run_that_is_taken_up_keeps_to_the_fence_that_it_has_raised(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: hba");
        assertThat(group.switchover().fenceWord()).isEqualTo("hba");

        Fence raised = takenUp("roles");

        assertThat(raised.name()).startsWith("all roles are locked");
        raised.raise();
        assertThat(raised.lift()).endsWith("roles may log in again");
    }

    /** As when the service ends while it raises the fence, and again before it has lifted it. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"hba", "roles"})
    void what_was_raised_by_one_and_by_another_is_lifted_altogether_by_a_third(
            String fence, PostgresPair pair) throws Exception {
        watch(pair, "fence: " + fence);
        group.switchover().fence().raise();
        takenUp(fence).raise();

        takenUp(fence).lift();

        try (FencedWriter after = client(ORDINARY, pair.primary().directPort(), "", false)) {
            after.awaitWrites();
        }
    }

    /** Its sessions may live on: only a note from before tells that it was told to stop. */
    @Tag("full")
    @Test
    void one_that_died_while_the_service_was_away_is_not_taken_for_fenced(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: shutdown");
        pair.breakWith("kill");

        assertThatThrownBy(() -> takenUp("shutdown").raise())
                .isInstanceOf(RunFailed.class)
                .hasMessageContaining("was not stopped by this");
    }

    @Tag("full")
    @Test
    void behind_a_proxy_no_shutdown_is_chosen(PostgresPair pair) {
        watch(Checkup.with(pair).administrated().set("via", "proxy"), "fence: best");
        group.awaitHeard();

        assertThat(group.switchover().fenceWord()).isEqualTo("hba");
    }

    private Fence takenUp(String fence) {
        Takeover takeover = group.switchover();
        takeover.stickTo(fence);
        return takeover.fence();
    }
}
