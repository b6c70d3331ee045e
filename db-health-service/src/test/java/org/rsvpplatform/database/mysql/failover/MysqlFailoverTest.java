package org.rsvpplatform.database.mysql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.database.GroupUnderWatch;
import org.rsvpplatform.database.failover.FenceChoice;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;

/** A MariaDB replica takes its primary's place, on real servers. */
@Sandboxed(failover = true)
class MysqlFailoverTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String GROUP = MariadbPair.PRIMARY;

    private static final String NEWEST_EPOCH = "SELECT max(epoch) FROM rsvp_probe.epoch";

    @TempDir Path folder;

    private GroupUnderWatch group;

    @AfterEach
    void close() {
        if (group != null) {
            group.close();
        }
    }

    @Test
    void a_primary_whose_process_is_gone_is_followed_by_its_semi_synchronous_replica(
            MariadbPair pair) {
        watch(pair, "auto: true, antiFlap: 1s");

        pair.breakWith("kill");

        group.awaitActive(MariadbPair.REPLICA);
        assertThat(pair.replica().value("SELECT @@global.read_only")).isEqualTo("0");
        assertThat(pair.replica().replicaStatus()).isEmpty();
        assertThat(
                        pair.replica()
                                .value(
                                        "SELECT concat(provider, ' ', epoch) FROM rsvp_probe.epoch"
                                                + " WHERE group_name = 'mysql'"))
                .isEqualTo("backup-mysql 2");
        assertThat(pair.replica().value("SELECT @@global.rpl_semi_sync_slave_kill_conn_timeout"))
                .isEqualTo("5");
        pair.replica().sql("CREATE TABLE rsvp.written_after (n int)");

        pair.heal();

        assertThat(pair.primary().name()).isEqualTo(MariadbPair.REPLICA);
        group.awaitState(MariadbPair.PRIMARY, State.UP);
        assertThat(pair.replica().value("SELECT count(*) FROM rsvp.written_after")).isEqualTo("0");
        assertThat(pair.replica().value("SELECT @@global.read_only")).isEqualTo("1");
        pair.primary().sql("DROP TABLE rsvp.written_after");
    }

    @Tag("full")
    @Test
    void and_back_again(MariadbPair pair) {
        watch(pair, "auto: true, antiFlap: 1ms");
        failOverAndHeal(pair);

        pair.breakWith("kill");

        group.awaitActive(MariadbPair.PRIMARY);
        assertThat(group.watch().epoch(GROUP)).isEqualTo(3);
    }

    @Tag("full")
    @Test
    void a_frozen_primary_is_ended_by_the_hook_and_followed(MariadbPair pair) {
        try (Hooks hooks = new Hooks(pair.primary(), pair.replica())) {
            watch(pair, "auto: true, " + hooks.fence());

            pair.breakWith("freeze");

            group.awaitActive(MariadbPair.REPLICA);
            assertThat(pair.primary().pids()).isEmpty();
        }
    }

    @Test
    void a_primary_that_is_only_silent_is_not_followed_without_a_hook(MariadbPair pair) {
        watch(pair, "auto: true");

        pair.breakWith("freeze");

        group.awaitState(MariadbPair.PRIMARY, State.DOWN);
        group.awaitBlockedBy("the active one is fenced first");
        assertThat(group.active()).isEqualTo(MariadbPair.PRIMARY);
    }

    @Tag("full")
    @Test
    void a_primary_from_which_only_we_are_cut_off_is_not_followed(MariadbPair pair) {
        watch(pair, "auto: true");

        pair.breakWith("blackhole=service");

        group.awaitState(MariadbPair.PRIMARY, State.DOWN);
        group.awaitBlockedBy("a second observer agrees");
        assertThatThrownBy(() -> group.call("providers:failover", "target", "database"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("backup-mysql heard from it");
    }

    @Tag("full")
    @Test
    void a_primary_that_is_only_slow_is_not_followed(MariadbPair pair) {
        watch(pair, "auto: true");

        pair.breakWith("slow=1500");

        group.awaitState(MariadbPair.PRIMARY, State.DOWN);
        group.awaitBlockedBy("a second observer agrees");
        assertThat(group.active()).isEqualTo(MariadbPair.PRIMARY);
    }

    @Tag("full")
    @Test
    void a_replica_that_applies_later_on_purpose_is_not_promoted(MariadbPair pair) {
        watch(pair, "auto: false");
        delay(pair, 5);
        try {
            group.awaitBlockedBy("standby promotes quickly");
            assertThat(group.guard("standby promotes quickly").evidence())
                    .isEqualTo("it applies 5 s later on purpose");
        } finally {
            delay(pair, 0);
        }
    }

    private static void delay(MariadbPair pair, int seconds) {
        pair.replica()
                .sql(
                        "STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = %d; START SLAVE"
                                .formatted(seconds));
    }

    /** Zero loss is claimed only where none of these is so. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rpl_semi_sync_master_enabled       | OFF          | ON         | rpl_semi_sync_master_enabled is OFF
                    rpl_semi_sync_master_wait_point    | AFTER_COMMIT | AFTER_SYNC | rpl_semi_sync_master_wait_point is not AFTER_SYNC
                    rpl_semi_sync_master_wait_no_slave | OFF          | ON         | rpl_semi_sync_master_wait_no_slave is OFF
                    rpl_semi_sync_master_timeout       | 10000        | 3600000    | rpl_semi_sync_master_timeout is 10000 ms
                    """)
    void what_keeps_commits_from_waiting_for_the_replica_is_named(
            String variable, String bad, String good, String told, MariadbPair pair) {
        watch(pair, "auto: false");
        MysqlTakeover takeover = (MysqlTakeover) group.takeover(Verb.FAILOVER);
        await().atMost(SOON).until(() -> takeover.withoutStandby().isEmpty());
        set(pair, variable, bad);
        try {
            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(takeover.withoutStandby())
                                            .get()
                                            .extracting(FenceChoice.Lacking::why)
                                            .asString()
                                            .contains(told));
        } finally {
            set(pair, variable, good);
        }
    }

    private static void set(MariadbPair pair, String variable, String value) {
        pair.primary().sql("SET GLOBAL %s = %s".formatted(variable, value));
    }

    @Tag("full")
    @Test
    void data_of_a_newer_epoch_are_not_promoted_whatever_a_guard_saw_before(MariadbPair pair) {
        watch(pair, "auto: false");
        Promotion promotion = group.switchover().promotion();
        pair.primary().sql("INSERT INTO rsvp_probe.epoch VALUES ('mysql', 'mysql', 7, now(6))");
        try {
            await().atMost(SOON).until(() -> pair.replica().value(NEWEST_EPOCH).equals("7"));

            assertThatThrownBy(promotion::promote)
                    .hasMessageContaining("its data holds epoch 7: our store is older");

            assertThat(pair.replica().value("SELECT @@global.read_only")).isEqualTo("1");
        } finally {
            pair.primary().sql("DELETE FROM rsvp_probe.epoch");
        }
    }

    @Tag("full")
    @Test
    void commits_that_would_pass_without_the_replica_need_a_hook_or_an_operator_who_forces_it(
            MariadbPair pair) {
        pair.primary().sql("SET GLOBAL rpl_semi_sync_master_timeout = 10000");
        watch(pair, "auto: true");

        pair.breakWith("kill");

        group.awaitState(MariadbPair.PRIMARY, State.DOWN);
        assertThat(group.blocking())
                .extracting(GuardReport::evidence)
                .anySatisfy(
                        evidence ->
                                assertThat(evidence)
                                        .contains("rpl_semi_sync_master_timeout is 10000 ms"));

        RunDocument forced = group.agree("providers:force-failover", "target", "database");

        assertThat(forced.state()).as(forced.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(MariadbPair.REPLICA);
    }

    @Tag("full")
    @Test
    void an_asynchronous_replica_that_lags_is_not_promoted_above_the_loss_that_is_accepted(
            MariadbPair pair) {
        try (Hooks hooks = new Hooks(pair.primary(), pair.replica())) {
            pair.breakWith("async");
            watch(pair, "auto: true, maxLoss: { transactions: 3 }, " + hooks.fence());
            pair.breakWith("cut-replication");
            pair.primary().sql("CREATE TABLE rsvp.lagging (n int)");
            for (int n = 0; n < 10; n++) {
                pair.primary().sql("INSERT INTO rsvp.lagging VALUES (1)");
            }
            group.awaitBlockedBy("standby is well");

            pair.breakWith("kill");

            group.awaitState(MariadbPair.PRIMARY, State.DOWN);
            group.awaitBlockedBy("loss is within bounds");
            assertThat(group.active()).isEqualTo(MariadbPair.PRIMARY);
        }
    }

    /** As it is when another server stands at the primary's address. */
    @Tag("full")
    @Test
    void a_replica_of_another_server_is_not_promoted_and_who_forces_it_may_lose_everything(
            MariadbPair pair) throws Exception {
        String own = pair.primary().value("SELECT @@global.server_id");
        watch(pair, "auto: false");
        pair.primary().sql("SET GLOBAL server_id = 77");
        try {
            group.awaitBlockedBy("standby follows this primary");

            assertThatThrownBy(() -> group.call("providers:failover", "target", "database"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining(
                            "backup-mysql replicates from server_id %s, and mysql has server_id 77"
                                    .formatted(own));
            assertThat(group.takeover(Verb.FORCE).loss().known()).isFalse();
        } finally {
            pair.primary().sql("SET GLOBAL server_id = " + own);
        }
    }

    /** As when the service was killed in the middle of a promotion that is let go then. */
    @Tag("full")
    @Test
    void a_replica_that_a_promotion_has_cut_off_replicates_again_when_it_is_let_go(MariadbPair pair)
            throws Exception {
        watch(pair, "auto: false");
        pair.replica().sql("STOP SLAVE IO_THREAD");
        Promotion promotion = group.switchover().promotion();

        assertThat(promotion.takeBack()).hasValue("backup-mysql replicates again");

        group.awaitUp();
        assertThat(promotion.takeBack()).isEmpty();
    }

    @Tag("full")
    @Test
    void a_store_that_is_older_than_the_data_refuses_to_act(MariadbPair pair) {
        pair.primary().sql("INSERT INTO rsvp_probe.epoch VALUES ('mysql', 'mysql', 7, now(6))");
        watch(pair, "auto: false");

        assertThatThrownBy(() -> group.call("providers:failover"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the data holds epoch 7, the store 1: the store is older");
    }

    /** It has failed over just before, so that nobody takes its place meanwhile. */
    @Tag("full")
    @Test
    void a_primary_that_was_only_started_anew_is_let_take_writes(MariadbPair pair) {
        watch(pair, "auto: true, antiFlap: 1h");
        failOverAndHeal(pair);
        assertThat(pair.primary().name()).isEqualTo(MariadbPair.REPLICA);

        pair.breakWith("kill");
        group.awaitState(MariadbPair.REPLICA, State.DOWN);
        group.awaitBlockedBy("not again so soon");
        pair.primary().startByHand();

        group.awaitState(MariadbPair.REPLICA, State.UP);
        assertThat(group.active()).isEqualTo(MariadbPair.REPLICA);
        assertThat(pair.primary().value("SELECT @@global.read_only")).isEqualTo("0");
        assertThat(pair.primary().value("SELECT @@global.rpl_semi_sync_master_enabled"))
                .isEqualTo("1");
    }

    @Test
    void two_that_are_well_switch_over_and_the_old_primary_would_start_read_only(MariadbPair pair) {
        watch(pair, "auto: false");

        RunDocument run =
                group.call("providers:failover", "target", "database", "to", MariadbPair.REPLICA);

        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(MariadbPair.REPLICA);
        assertThat(pair.replica().value("SELECT @@global.read_only")).isEqualTo("0");
        assertThat(run.toString()).contains("refuses connections");
        await().atMost(SOON).until(() -> pair.primary().pids().isEmpty());
    }

    /** Its next turn would be hours away. */
    @Tag("full")
    @Test
    void a_primary_that_does_not_take_writes_any_more_is_heard_and_looked_at_at_once(
            MariadbPair pair) {
        group =
                new GroupUnderWatch(
                        Watched.with(pair).administrated().set("probe", "{ interval: 1h }").yaml(),
                        GROUP,
                        "auto: false",
                        folder);

        pair.breakWith("read-only");

        group.awaitState(MariadbPair.PRIMARY, State.DOWN);
    }

    private void failOverAndHeal(MariadbPair pair) {
        pair.breakWith("kill");
        group.awaitActive(MariadbPair.REPLICA);
        pair.heal();
        group.awaitUp();
    }

    private void watch(MariadbPair pair, String failover) {
        group =
                new GroupUnderWatch(
                        Watched.with(pair).administrated().yaml(), GROUP, failover, folder);
    }
}
