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
import org.rsvpplatform.database.AnsweringHook;
import org.rsvpplatform.database.FencedWriter;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Returnable;
import org.rsvpplatform.kit.act.failover.Rig;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** Switchovers and failovers behind fences by SQL, and what is said where none can be raised. */
@Sandboxed
class FencedSuccessionTest extends FencedClients {
    private static final Duration LONGER_THAN_A_LOOK = Duration.ofSeconds(3);

    private static final String NEWEST_EPOCH = "SELECT max(epoch) FROM rsvp_probe.epoch";

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
        assertNobodyTakesItForAnIntruder(pair);
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
        assertNobodyTakesItForAnIntruder(pair);
    }

    /** It would take writes, and its fence keeps them away. */
    private void assertNobodyTakesItForAnIntruder(PostgresPair pair) {
        Returnable former = (Returnable) group.watch().backend(PostgresPair.PRIMARY).orElseThrow();
        await().atMost(SOON).until(() -> former.takesWritesFor().isPresent());

        group.attend();

        await().during(LONGER_THAN_A_LOOK)
                .atMost(SOON)
                .until(() -> group.journalled("failover.split-brain").isEmpty());
        assertThat(pair.primary().pids()).isNotEmpty();
        assertThat(group.explain().intruders()).isEmpty();
    }

    /** As one has it that follows again, where no copy has replaced that file. */
    @Tag("full")
    @Test
    void a_standby_that_still_has_the_fence_of_its_time_as_a_primary_is_opened_when_it_is_promoted(
            PostgresPair pair) throws Exception {
        watch(pair, "fence: hba");
        pair.standby()
                .shell(
                        "cp -p \"$PGDATA/pg_hba.conf\" \"$PGDATA/pg_hba.conf.unfenced\"; { echo '#"
                            + " A failover fences this server: only it and standbys log in.'; cat"
                            + " \"$PGDATA/pg_hba.conf.unfenced\"; } > \"$PGDATA/new\"; cat"
                            + " \"$PGDATA/new\" > \"$PGDATA/pg_hba.conf\"; rm \"$PGDATA/new\"");

        String told = group.switchover().promotion().promote();

        assertThat(told).endsWith("; pg_hba.conf lets everybody in again");
        assertThat(pair.standby().dataDirectory().resolve("pg_hba.conf"))
                .content()
                .doesNotContain("A failover fences this server");
    }

    /** Superusers come in behind locked roles. */
    @Tag("full")
    @Test
    void who_comes_in_by_what_a_fence_leaves_open_makes_an_intruder_of_it(PostgresPair pair) {
        switchOver(pair, "fence: roles");
        assertNobodyTakesItForAnIntruder(pair);
        FencedWriter superuser = writer(pair, SUPERUSER, OWN_SETTINGS);
        superuser.awaitWrites();

        await().atMost(SOON).until(() -> group.journalled("failover.fenced").size() == 1);
        superuser.awaitFailure();
    }

    @Tag("full")
    @Test
    void a_switchover_behind_a_shutdown_loses_nothing(PostgresPair pair) {
        switchOver(pair, "fence: best");

        await().atMost(SOON).until(() -> pair.primary().pids().isEmpty());
        keepsSecret(pair);
        assertThat(pair.primary().dataDirectory().resolve("pg_hba.conf"))
                .content()
                .doesNotContain("A failover fences this server");
    }

    /** Stopped, nobody here could start it again. */
    @Tag("full")
    @Test
    void a_primary_whose_standby_does_not_get_all_is_not_stopped_and_is_let_go(PostgresPair pair)
            throws Exception {
        pair.breakWith("async");
        watch(pair, "fence: shutdown");
        FencedWriter writer = writer(pair, ORDINARY, "");
        writer.awaitWrites();
        Fence fence = fence();
        pair.breakWith("cut-replication");
        writer.awaitWrites();

        assertThatThrownBy(fence::raise)
                .isInstanceOf(RunFailed.class)
                .hasMessageContaining("has not received all");

        assertThat(pair.primary().pids()).isNotEmpty();
        fence.lift();
        writer.awaitWrites();
    }

    /** The file is written back before it is stopped, and has not been read again. */
    @Tag("full")
    @Test
    void a_primary_that_could_not_be_stopped_lets_everybody_in_again(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: shutdown");
        FencedWriter writer = writer(pair, ORDINARY, "");
        writer.awaitWrites();
        Takeover takeover = group.switchover();
        Rig.takesNothing(takeover.stopNote());

        assertThatThrownBy(takeover.fence()::raise).isInstanceOf(StoreUnavailable.class);
        // As a service would that was started again.
        Takeover again = group.switchover();
        Rig.takesNothing(again.stopNote());
        assertThatThrownBy(again.fence()::raise).isInstanceOf(StoreUnavailable.class);
        writer.awaitFailure();

        takeover.fence().lift();

        writer.awaitWrites();
        keepsSecret(pair);
    }

    /** The password by which the old primary is to follow stands in no log. */
    private static void keepsSecret(PostgresPair pair) {
        assertThat(pair.primary().log())
                .content()
                .doesNotContain(pair.primary().logins().replication().password());
    }

    @Tag("full")
    @Test
    void a_standby_that_was_promoted_before_the_service_ended_needs_no_fence_but_itself(
            PostgresPair pair) throws Exception {
        watch(pair, "auto: false");
        pair.breakWith("kill");
        group.switchover().promotion().promote();
        Returnable standby = (Returnable) group.watch().backend(PostgresPair.STANDBY).orElseThrow();
        await().atMost(SOON).until(() -> standby.takesWritesFor().isPresent());

        assertThat(takenUp("waiting").raise()).startsWith("backup-postgresql takes writes already");
    }

    @Tag("full")
    @Test
    void data_of_a_newer_epoch_are_not_promoted_whatever_a_guard_saw_before(PostgresPair pair) {
        watch(pair, "auto: false");
        Takeover takeover = group.switchover();
        pair.primary()
                .sql("INSERT INTO rsvp_probe.epoch VALUES ('postgresql', 'postgresql', 7, now())");
        try {
            await().atMost(SOON).until(() -> pair.standby().value(NEWEST_EPOCH).equals("7"));

            assertThatThrownBy(takeover.promotion()::promote)
                    .isInstanceOf(RunFailed.class)
                    .hasMessageContaining("its data holds epoch 7: our store is older");

            assertThat(pair.standby().value("SELECT pg_is_in_recovery()")).isEqualTo("t");
        } finally {
            pair.primary().sql("DELETE FROM rsvp_probe.epoch");
        }
    }

    @Tag("full")
    @Test
    void what_is_not_as_it_should_be_afterwards_is_said(PostgresPair pair) throws Exception {
        watch(pair, "auto: false");
        Takeover takeover = group.switchover();

        assertThatThrownBy(takeover.proof()::look)
                .hasMessage("backup-postgresql is a standby: it takes no writes");

        takeover.promotion().promote();
        assertThatThrownBy(takeover.proof()::look).hasMessage("postgresql takes writes, too");

        pair.primary().breakWith("kill");
        assertThat(takeover.proof().look()).endsWith("postgresql does not answer");
        pair.standby().sql("UPDATE rsvp_probe.epoch SET epoch = 1");
        assertThatThrownBy(takeover.proof()::look)
                .hasMessage("the data of backup-postgresql holds epoch 1, and 2 is published");
    }

    @Tag("full")
    @Test
    void the_printed_lines_are_enough_to_promote(PostgresPair pair) {
        watch(administrated(pair), "auto: true");
        assertThat(group.guard("administrator may promote").holds()).isFalse();
        pair.primary().sql(String.join("\n", group.grants()));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(group.guard("administrator may promote"))
                                        .returns(true, GuardReport::holds));
        group.attend();

        pair.breakWith("kill");

        group.awaitActive(PostgresPair.STANDBY);
    }

    /** As a managed database: its own protocol promotes nothing, its provider's interface does. */
    @Tag("full")
    @Test
    void a_hook_promotes_where_the_administrator_may_not(PostgresPair pair) throws Exception {
        pair.primary()
                .sql(
                        "GRANT USAGE ON SCHEMA rsvp_probe TO %1$s; GRANT SELECT, INSERT, UPDATE ON rsvp_probe.epoch TO %1$s"
                                .formatted(ADMINISTRATOR.user()));
        AnsweringHook hook =
                kept(
                        new AnsweringHook(
                                () -> {
                                    pair.standby()
                                            .sql("ALTER SYSTEM SET synchronous_standby_names = ''");
                                    pair.standby().sql("SELECT pg_promote()");
                                }));
        watch(administrated(pair), "auto: true, promote: { url: '%s' }".formatted(hook.url()));
        group.attend();

        pair.breakWith("kill");

        group.awaitActive(PostgresPair.STANDBY);
        assertThat(hook.asked())
                .singleElement()
                .asString()
                .contains(
                        "\"act\":\"promote\"",
                        "\"group\":\"postgresql\"",
                        "\"provider\":\"backup-postgresql\"",
                        "\"host\":\"127.0.0.1\"",
                        "\"epoch\":\"2\"");
        assertThat(pair.standby().value(NEWEST_EPOCH)).isEqualTo("2");
    }

    @Tag("full")
    @Test
    void a_hook_that_says_so_while_the_server_takes_writes_is_not_believed(PostgresPair pair)
            throws Exception {
        AnsweringHook hook = kept(new AnsweringHook(() -> {}));
        watch(pair, "hook: { url: '%s' }".formatted(hook.url()));

        RunDocument forced = group.agree("providers:force-failover", "target", "database");

        assertThat(forced.state()).isEqualTo(RunDocument.State.ROLLED_BACK);
        assertThat(forced.problem()).contains("postgresql takes writes behind its fence");
        assertThat(group.active()).isEqualTo(PostgresPair.PRIMARY);
        assertThat(pair.standby().value("SELECT pg_is_in_recovery()")).isEqualTo("t");
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
