package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.AnsweringHook;
import org.rsvpplatform.database.GroupUnderWatch;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.failover.Explanation;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.cause.Remedy;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.process.Login;

/** A standby takes its primary's place, on real servers. */
@Sandboxed
class PostgresFailoverTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String GROUP = PostgresPair.PRIMARY;

    @TempDir Path folder;

    private GroupUnderWatch group;

    @AfterEach
    void close() {
        if (group != null) {
            group.close();
        }
    }

    @Test
    void a_primary_whose_processes_are_all_gone_is_followed_by_its_synchronous_standby(
            PostgresPair pair) {
        watch(pair, "auto: true, antiFlap: 1s");

        pair.breakWith("kill");

        group.awaitActive(PostgresPair.STANDBY);
        assertThat(pair.standby().value("SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(
                        pair.standby()
                                .value(
                                        "SELECT provider || ' ' || epoch FROM rsvp_probe.epoch"
                                                + " WHERE group_name = 'postgresql'"))
                .isEqualTo("backup-postgresql 2");
        pair.standby().sql("CREATE TABLE written_after (n int)");
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(group.watch().board().diagnosis(PostgresPair.PRIMARY))
                                        .hasValueSatisfying(
                                                diagnosis -> {
                                                    assertThat(diagnosis.remedies().getFirst())
                                                            .extracting(Remedy::text)
                                                            .asString()
                                                            .startsWith(
                                                                    "backup-postgresql has taken"
                                                                            + " its place");
                                                    assertThat(diagnosis.evidence().toString())
                                                            .contains(
                                                                    pair.primary()
                                                                            .dataDirectory()
                                                                            .toString());
                                                }));

        pair.heal();

        assertThat(pair.primary().name()).isEqualTo(PostgresPair.STANDBY);
        group.awaitState(PostgresPair.PRIMARY, State.UP);
        assertThat(pair.standby().value("SELECT count(*) FROM written_after")).isEqualTo("0");
        assertThat(pair.standby().value("SELECT pg_is_in_recovery()")).isEqualTo("t");
    }

    @Tag("full")
    @Test
    void an_operator_may_come_later_when_the_standby_has_missed_its_primary(PostgresPair pair) {
        watch(pair, "auto: false");
        pair.breakWith("kill");
        group.awaitState(PostgresPair.STANDBY, State.DEGRADED);
        group.awaitState(PostgresPair.PRIMARY, State.DOWN);
        assertThat(group.fenced().evidence())
                .contains("needs backup-postgresql; not those of sessions that lower");

        RunDocument run = group.call("providers:failover");

        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(PostgresPair.STANDBY);
    }

    @Tag("full")
    @Test
    void a_store_that_is_older_than_the_data_refuses_to_act(PostgresPair pair) {
        pair.primary()
                .sql("INSERT INTO rsvp_probe.epoch VALUES ('postgresql', 'postgresql', 7, now())");
        watch(pair, "auto: false");

        assertThatThrownBy(() -> group.call("providers:failover"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("the data holds epoch 7, the store 1: the store is older");
    }

    @Tag("full")
    @Test
    void and_back_again(PostgresPair pair) {
        watch(pair, "auto: true, antiFlap: 1ms");
        failOverAndHeal(pair);
        group.awaitHeard();

        pair.breakWith("kill");

        group.awaitActive(PostgresPair.PRIMARY);
        assertThat(group.watch().epoch(GROUP)).isEqualTo(3);
    }

    @Test
    void a_silent_primary_is_ended_by_the_hook_and_followed(PostgresPair pair) throws IOException {
        try (AnsweringHook hook = new AnsweringHook(pair.primary()::fence)) {
            watch(pair, "auto: true, hook: { url: '%s' }".formatted(hook.url()));

            pair.breakWith("freeze");

            group.awaitActive(PostgresPair.STANDBY);
            assertThat(pair.primary().pids()).isEmpty();
        }
    }

    @Test
    void a_primary_that_is_only_silent_is_not_followed_without_a_hook(PostgresPair pair) {
        watch(pair, "auto: true");

        pair.breakWith("freeze");

        group.awaitState(PostgresPair.PRIMARY, State.DOWN);
        await().atMost(SOON).until(() -> !group.explain().decisions().isEmpty());
        Explanation explanation = group.explain();
        assertThat(explanation.would()).isFalse();
        assertThat(explanation.guards())
                .filteredOn(guard -> !guard.holds())
                .extracting(GuardReport::name)
                .contains("the active one is fenced first");
        assertThat(group.active()).isEqualTo(PostgresPair.PRIMARY);
    }

    @Tag("full")
    @Test
    void where_a_hook_is_required_nothing_else_will_do(PostgresPair pair) {
        watch(pair, "auto: true, requireHook: true");

        pair.breakWith("kill");

        group.awaitState(PostgresPair.PRIMARY, State.DOWN);
        group.awaitBlockedBy("the active one is fenced first");
        assertThat(group.fenced().evidence()).startsWith("requireHook is set");
        assertThat(group.active()).isEqualTo(PostgresPair.PRIMARY);
    }

    @Test
    void a_hook_ends_no_primary_that_is_well_with_what_its_standby_lacks(PostgresPair pair)
            throws IOException {
        pair.primary().sql("ALTER TABLE rsvp_probe.locked RENAME TO locked_away");
        try (AnsweringHook hook = new AnsweringHook(pair.primary()::fence)) {
            pair.breakWith("async");
            watch(pair, "auto: false, fence: roles, hook: { url: '%s' }".formatted(hook.url()));

            group.awaitBlockedBy("the active one is fenced first");

            assertThat(group.fenced().evidence())
                    .endsWith("a hook would end it with what the standby lacks");
            assertThatThrownBy(() -> group.call("providers:failover", "target", "database"))
                    .isInstanceOf(Refused.class);
            assertThat(pair.primary().pids()).isNotEmpty();

            pair.heal();

            await().atMost(SOON).until(() -> group.fenced().holds());
        } finally {
            pair.primary().sql("ALTER TABLE rsvp_probe.locked_away RENAME TO locked");
        }
    }

    @Tag("full")
    @Test
    void a_standby_whose_promotion_may_stall_is_not_promoted(PostgresPair pair) {
        watch(pair, "auto: false");
        pair.standby().sql("ALTER SYSTEM SET wal_retrieve_retry_interval = '5s'");
        pair.standby().sql("SELECT pg_reload_conf()");
        try {
            group.awaitBlockedBy("standby promotes quickly");
            assertThat(group.guard("standby promotes quickly").evidence())
                    .startsWith("wal_retrieve_retry_interval is 5000 ms");
        } finally {
            pair.standby().sql("ALTER SYSTEM RESET wal_retrieve_retry_interval");
            pair.standby().sql("SELECT pg_reload_conf()");
        }
    }

    @Test
    void where_commits_of_a_role_wait_for_nobody_waiting_commits_are_no_fence(PostgresPair pair) {
        pair.primary().sql("ALTER ROLE rsvp SET synchronous_commit = 'local'");
        try {
            watch(pair, "auto: true");

            pair.breakWith("kill");

            group.awaitState(PostgresPair.PRIMARY, State.DOWN);
            group.awaitBlockedBy("the active one is fenced first");
            assertThat(group.explain().guards())
                    .filteredOn(guard -> guard.name().equals("the active one is fenced first"))
                    .extracting(GuardReport::evidence)
                    .allMatch(evidence -> evidence.contains("role rsvp lower synchronous_commit"));
        } finally {
            pair.heal();
            pair.primary().sql("ALTER ROLE rsvp RESET synchronous_commit");
        }
    }

    /** Programs elsewhere may be let in. */
    @Test
    void a_primary_that_turns_only_us_away_is_not_followed(PostgresPair pair) {
        watch(pair, "auto: true");

        pair.breakWith("host-not-allowed");

        group.awaitState(PostgresPair.PRIMARY, State.DOWN);
        group.awaitBlockedBy("a second observer agrees");
        assertThat(group.active()).isEqualTo(PostgresPair.PRIMARY);
    }

    @Test
    void a_primary_from_which_only_we_are_cut_off_is_not_followed(PostgresPair pair) {
        watch(pair, "auto: true");

        try (Writing writing = new Writing(pair)) {
            pair.breakWith("blackhole=service");

            group.awaitState(PostgresPair.PRIMARY, State.DOWN);
            group.awaitBlockedBy("a second observer agrees");
            assertThatThrownBy(() -> group.call("providers:failover", "target", "database"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("backup-postgresql heard from it");
            assertThat(writing.goesOn()).isTrue();
        }
    }

    @Tag("full")
    @Test
    void a_primary_that_is_only_slow_is_not_followed(PostgresPair pair) {
        watch(pair, "auto: true");

        pair.breakWith("slow=1500");

        group.awaitState(PostgresPair.PRIMARY, State.DOWN);
        group.awaitBlockedBy("a second observer agrees");
        assertThat(group.active()).isEqualTo(PostgresPair.PRIMARY);
    }

    @Tag("full")
    @Test
    void an_asynchronous_standby_that_lags_is_not_promoted_above_the_loss_that_is_accepted(
            PostgresPair pair) throws IOException {
        try (AnsweringHook hook = new AnsweringHook(pair.primary()::fence)) {
            pair.breakWith("async");
            watch(
                    pair,
                    "auto: true, maxLoss: { bytes: 1000 }, "
                            + "hook: { url: '%s' }".formatted(hook.url()));
            pair.breakWith("cut-replication");
            pair.primary().sql("CREATE TABLE lagging AS SELECT generate_series(1, 1000)");
            group.awaitBlockedBy("standby is well");

            pair.breakWith("kill");

            group.awaitState(PostgresPair.PRIMARY, State.DOWN);
            group.awaitBlockedBy("loss is within bounds");
            assertThat(group.active()).isEqualTo(PostgresPair.PRIMARY);
        }
    }

    @Tag("full")
    @Test
    void a_primary_that_is_lost_again_so_soon_is_not_followed(PostgresPair pair) {
        watch(pair, "auto: true, antiFlap: 1h");
        failOverAndHeal(pair);
        group.awaitHeard();

        pair.breakWith("kill");

        group.awaitState(PostgresPair.STANDBY, State.DOWN);
        group.awaitBlockedBy("not again so soon");
        assertThat(group.active()).isEqualTo(PostgresPair.STANDBY);
    }

    @Tag("full")
    @Test
    void a_standby_of_another_cluster_is_not_promoted_and_who_forces_it_may_lose_everything(
            PostgresPair pair) throws Exception {
        watch(pair, "auto: false");
        PostgresServer standby = pair.standby();
        Login admin = standby.logins().admin();
        Login observer = standby.logins().observer();

        standby.shell(
                """
                kept="$PGDATA"/../kept
                mkdir "$kept"
                pg_ctl -D "$PGDATA" -m immediate -w stop
                find "$PGDATA" -maxdepth 1 -type f ! -name PG_VERSION ! -name 'postmaster.*' \\
                    -exec cp -p {} "$kept" ';'
                find "$PGDATA"/ -mindepth 1 -delete
                pg_ctl -D "$PGDATA" initdb -o "-U %s --no-locale -E UTF8"
                mv "$kept"/pg_hba.conf "$kept"/..
                mv "$kept"/standby.signal "$kept"/..
                cp -p "$kept"/* "$PGDATA"
                pg_ctl -D "$PGDATA" -l "%s" -w start
                """
                        .formatted(admin.user(), standby.log()));
        try (Connection session =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:%d/postgres"
                                        .formatted(standby.directPort()),
                                admin.user(),
                                admin.password());
                Statement statement = session.createStatement()) {
            statement.execute(
                    "ALTER ROLE %s PASSWORD '%s'".formatted(admin.user(), admin.password()));
            statement.execute(
                    "CREATE ROLE %s LOGIN PASSWORD '%s' IN ROLE pg_monitor"
                            .formatted(observer.user(), observer.password()));
            statement.execute("CREATE DATABASE " + standby.database());
        }
        standby.shell(
                """
                mv "$PGDATA"/../pg_hba.conf "$PGDATA"/../standby.signal "$PGDATA"
                rm -r "$PGDATA"/../kept
                pg_ctl -D "$PGDATA" -l "%s" -m fast -w restart
                """
                        .formatted(standby.log()));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(group.blocking())
                                        .filteredOn(
                                                g ->
                                                        g.name()
                                                                .equals(
                                                                        "standby follows this"
                                                                                + " primary"))
                                        .extracting(GuardReport::evidence)
                                        .singleElement()
                                        .asString()
                                        .endsWith(": another cluster"));
        assertThatThrownBy(() -> group.call("providers:failover", "target", "database"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("another cluster");
        Loss forced = group.takeover(Verb.FORCE).loss();
        assertThat(forced.known()).isFalse();
        assertThat(forced.evidence()).endsWith(": another cluster");
    }

    @Tag("full")
    @Test
    void two_that_are_well_switch_over_and_back_at_once_and_an_old_primary_starts_as_a_standby(
            PostgresPair pair) {
        watch(pair, "auto: false");

        switchOver(PostgresPair.STANDBY);

        assertThat(pair.standby().value("SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(pair.primary().dataDirectory().resolve("standby.signal")).exists();
        assertThat(pair.primary().pids()).isEmpty();

        pair.heal();
        group.awaitUp();
        group.awaitHeard();

        switchOver(PostgresPair.PRIMARY);
    }

    private void switchOver(String to) {
        RunDocument run = group.call("providers:failover", "target", "database", "to", to);

        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(to);
    }

    /** A program that writes to the primary, past all links. */
    private static final class Writing implements AutoCloseable {
        private final PostgresPair pair;
        private final AtomicLong written = new AtomicLong();
        private final Thread thread;
        private volatile boolean ends;

        Writing(PostgresPair pair) {
            this.pair = pair;
            pair.primary().sql("CREATE TABLE writing (n bigint)");
            this.thread = Thread.ofVirtual().start(this::write);
        }

        private void write() {
            while (!ends) {
                pair.primary().sql("INSERT INTO writing VALUES (%d)".formatted(written.get()));
                written.incrementAndGet();
            }
        }

        boolean goesOn() {
            long before = written.get();
            await().atMost(SOON).until(() -> written.get() > before + 1);
            return true;
        }

        @Override
        public void close() {
            ends = true;
            await().atMost(SOON).until(() -> !thread.isAlive());
            pair.primary().sql("DROP TABLE writing");
        }
    }

    /** Its next turn would be hours away. */
    @Tag("full")
    @Test
    void a_primary_that_does_not_take_writes_any_more_is_heard_and_looked_at_at_once(
            PostgresPair pair) {
        group =
                new GroupUnderWatch(
                        Checkup.with(pair).administrated().set("probe", "{ interval: 1h }").yaml(),
                        GROUP,
                        "auto: false",
                        folder);

        pair.breakWith("read-only");

        group.awaitState(PostgresPair.PRIMARY, State.DOWN);
    }

    private void failOverAndHeal(PostgresPair pair) {
        pair.breakWith("kill");
        group.awaitActive(PostgresPair.STANDBY);
        pair.heal();
        group.awaitUp();
    }

    private void watch(PostgresPair pair, String failover) {
        group =
                new GroupUnderWatch(
                        Checkup.with(pair).administrated().yaml(), GROUP, failover, folder);
    }
}
