package org.rsvpplatform.database.mysql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.GroupUnderWatch;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** A MariaDB primary that comes back after a failover, where it starts read-only. */
@Sandboxed(failover = true)
class MysqlReturnTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;

    private MariadbServer former;
    private Hooks hooks;
    private GroupUnderWatch group;

    @BeforeEach
    void open(MariadbPair pair) {
        former = pair.primary();
        hooks = new Hooks(former, pair.replica());
    }

    @AfterEach
    void close() {
        if (group != null) {
            group.close();
        }
        hooks.close();
    }

    @Test
    void one_that_starts_read_only_takes_no_write_and_rejoins(MariadbPair pair) {
        failOver(pair, hooks.rejoin());

        former.startByHand();
        assertThat(former.value("SELECT @@global.read_only")).isEqualTo("1");
        RunDocument rejoined = group.rejoin(MariadbPair.PRIMARY);

        assertThat(rejoined.state()).as(rejoined.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(rejoined.result().path("synchronous").asText())
                .isEqualTo("commits of backup-mysql wait for mysql");
        assertThat(pair.primary().value("SELECT @@global.rpl_semi_sync_master_enabled"))
                .isEqualTo("1");
        group.awaitState(MariadbPair.PRIMARY, State.UP);
        assertThat(group.journalled("failover.split-brain")).isEmpty();
        pair.primary().sql("CREATE TABLE rsvp.after_rejoin (n int)");
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> former.value("SELECT count(*) FROM rsvp.after_rejoin").equals("0"));
        pair.primary().sql("DROP TABLE rsvp.after_rejoin");
    }

    @Tag("full")
    @Test
    void one_that_somebody_lets_write_is_ended_and_what_only_it_has_is_named(MariadbPair pair) {
        failOver(pair, "");
        former.startByHand();

        // The administrator's own session waits for no replica.
        former.sql(
                "SET GLOBAL rpl_semi_sync_master_enabled = OFF; SET GLOBAL read_only = OFF;"
                        + " UPDATE rsvp.users SET name = 'only here' WHERE id = 1");

        await().atMost(SOON).until(() -> group.journalled("failover.fenced").size() == 1);
        assertThat(group.journalled("failover.split-brain"))
                .last()
                .satisfies(
                        event ->
                                assertThat(event.message())
                                        .matches(
                                                "(?s).*mysql has up to \\d+ transactions that"
                                                        + " backup-mysql lacks: 0-1-\\d+ to"
                                                        + " 0-1-\\d+.*"));
        await().atMost(SOON).until(() -> former.pids().isEmpty());
    }

    /** As when its address in the file was changed to that of a primary beside it. */
    @Tag("full")
    @Test
    void one_that_holds_no_row_of_ours_is_of_another_group_and_goes_on(MariadbPair pair) {
        failOver(pair, "");
        former.startByHand();

        former.sql(
                "SET GLOBAL rpl_semi_sync_master_enabled = OFF; DELETE FROM rsvp_probe.beat;"
                        + " SET GLOBAL read_only = OFF");

        await().atMost(SOON).until(() -> group.latestRun().command().equals("providers:fence"));
        await().atMost(SOON).until(() -> group.latestRun().state() == RunDocument.State.FAILED);
        RunDocument run = group.latestRun();
        assertThat(run.problem()).contains("the server of another group answers at");
        assertThat(former.pids()).isNotEmpty();
        former.sql("SET GLOBAL read_only = ON");
    }

    private void failOver(MariadbPair pair, String more) {
        group =
                new GroupUnderWatch(
                        Watched.with(pair).administrated().yaml(),
                        MariadbPair.PRIMARY,
                        "auto: true" + (more.isEmpty() ? "" : ", " + more),
                        folder);
        pair.breakWith("kill");
        group.awaitActive(MariadbPair.REPLICA);
    }
}
