package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.database.postgresql.Faults;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.cause.Consequence;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** A primary and its GTID replica, and what can come between them. */
@Sandboxed
class ReplicationTest {
    private MariadbPair pair;
    private MariadbServer primary;
    private MariadbServer replica;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        primary = pair.primary();
        replica = pair.replica();
    }

    @Test
    void a_replica_that_does_not_reach_its_source_is_broken_with_its_last_error() {
        primary.breakWith("cut-replication");
        try (Watched watched = Watched.of(pair)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    watched.probe("backup-mysql")
                                            .is(State.DEGRADED)
                                            .at(Layer.REPLICATION)
                                            .names("db.replication-broken")
                                            .isConfirmed()
                                            .doesNotName("db.replication-lag")
                                            .says("IO thread Connecting", "IO error 2003")
                                            .offersFirst("The replica can't reach its source")
                                            .offersNo("If a row is there already")
                                            .offersNo("If writers wait"));
        }
    }

    @Test
    void a_row_that_is_there_already_breaks_replication_and_is_told() {
        primary.breakWith("broken-replication");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("backup-mysql")
                    .is(State.DEGRADED)
                    .at(Layer.REPLICATION)
                    .names("db.replication-broken")
                    .isConfirmed()
                    .doesNotName("db.replication-lag")
                    .says("SQL thread No", "SQL error 1062", "seconds behind NULL")
                    .doesNotSay("Duplicate entry '1", "INSERT INTO")
                    .offersFirst("If a row is there already");
        }
    }

    @Test
    void a_replica_that_its_source_does_not_let_in_is_broken_with_the_error() {
        primary.breakWith("broken-replication=io");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("backup-mysql")
                    .is(State.DEGRADED)
                    .names("db.replication-broken")
                    .isConfirmed()
                    .says("IO error 1045", "Access denied")
                    .offersFirst("On the replica, see which thread stopped");
        }
    }

    @Test
    void without_an_observer_a_stopped_replica_is_seen_and_not_explained() {
        replica.sqlHere("STOP REPLICA");
        try (Watched watched = Watched.with(pair).without("observer").open()) {
            watched.probe("backup-mysql")
                    .is(State.DEGRADED)
                    .names("db.replication-broken")
                    .says("Slave_running is OFF", "an observer could see");
        }
    }

    @Tag("full")
    @Test
    void a_stopped_receiver_is_no_replica_that_keeps_up() {
        replica.sqlHere("STOP REPLICA IO_THREAD");
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("backup-mysql")
                            .is(State.DEGRADED)
                            .names("db.replication-broken")
                            .isConfirmed()
                            .says("IO thread No", "SQL thread Yes");

            replica.sqlHere(
                    String.join("\n", seen.remedy("On the replica, see which thread stopped")));
            becomesWell(watched);
        }
    }

    @Tag("full")
    @Test
    void a_replica_that_applies_nothing_lags_and_its_gap_is_counted() {
        primary.breakWith("lag");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql");
            watched.probe("mysql");
            Seen seen =
                    watched.probe("backup-mysql")
                            .is(State.DEGRADED)
                            .at(Layer.REPLICATION)
                            .names("db.replication-lag")
                            .doesNotName("db.replication-broken")
                            .says("SQL thread No", "transactions behind its source");

            replica.sqlHere(String.join("\n", seen.remedy("Let the replica apply again")));
            becomesWell(watched);
        }
    }

    /** Both are true of it, and one thing is to be mended. */
    @Test
    void a_replica_that_lags_and_has_a_full_disk_is_told_of_the_disk_first() {
        primary.breakWith("lag");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql");
            watched.probe("mysql");
            watched.probe("backup-mysql").names("db.replication-lag");
            Faults.tryTo(replica, "disk-full");

            Seen seen = watched.probe("backup-mysql").names("db.disk-full").isConfirmed();
            assertThat(seen.diagnosis().consequences())
                    .extracting(Consequence::cause)
                    .containsExactly("db.replication-lag");
        }
    }

    @Test
    void a_server_that_follows_nobody_is_no_replica() {
        replica.sqlHere("STOP REPLICA; RESET REPLICA ALL");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("backup-mysql")
                    .is(State.DEGRADED)
                    .names("db.replication-broken")
                    .says("replicates from nobody");
        }
    }

    @Test
    void a_replica_that_takes_writes_is_named() {
        replica.sqlHere("SET GLOBAL read_only = OFF");
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("backup-mysql")
                            .is(State.DEGRADED)
                            .at(Layer.OPERATION)
                            .names("db.standby-writable")
                            .isConfirmed()
                            .doesNotName("db.replication-broken");

            replica.sqlHere(String.join("\n", seen.remedy("Make the replica read-only")));
            watched.probe("backup-mysql").is(State.UP);
        }
    }

    @Test
    void a_primary_that_is_read_only_is_down_and_is_switched_back() {
        primary.breakWith("read-only");
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.OPERATION)
                            .names("db.read-only")
                            .isConfirmed()
                            .doesNotName("db.permission-denied")
                            .says("read_only is on");

            Paste.admin(primary, seen.remedy("Switch writes on"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "freeze"})
    void commits_that_wait_for_a_replica_are_an_outage(String fault) {
        replica.breakWith(fault);
        try (Watched watched = Watched.of(pair)) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            primary.sql(
                                                    "INSERT INTO rsvp_probe.beat VALUES"
                                                            + " ('waits', 1, now(6))");
                                        } catch (RuntimeException e) {
                                            // it is let go when the pair is healed
                                        }
                                    });
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () ->
                                    watched.probe("mysql")
                                            .is(State.DOWN)
                                            .at(Layer.REPLICATION)
                                            .names("db.replication-broken")
                                            .isConfirmed()
                                            .says("semi-synchronous replica"));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertSeenInTheListOfSessions(watched));
            Seen seen = watched.probe("mysql");
            primary.sqlHere(String.join("\n", seen.remedy("If writers wait for a semi-")));
            watched.probe("mysql").is(State.UP);
            writer.interrupt();
        }
    }

    @Test
    void a_replica_that_came_back_without_confirming_is_told_and_confirms_by_the_remedys_lines() {
        replica.sqlHere(
                "SET GLOBAL rpl_semi_sync_slave_enabled = OFF; STOP REPLICA IO_THREAD;"
                        + " START REPLICA IO_THREAD");
        try (Watched watched = Watched.of(pair)) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () ->
                                    watched.probe("mysql")
                                            .is(State.DEGRADED)
                                            .at(Layer.REPLICATION)
                                            .names("db.replication-broken")
                                            .says("1 other receives and confirms nothing"));
            Seen seen = watched.probe("mysql").offersFirst("A replica is connected that confirms");

            replica.sqlHere(String.join("\n", seen.remedy("A replica is connected")));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> watched.probe("mysql").is(State.UP));
        }
    }

    /** What is left when SHOW GLOBAL STATUS waits, too. */
    private static void assertSeenInTheListOfSessions(Watched watched) throws Exception {
        Inquiry inquiry =
                watched.watch().backend("mysql").orElseThrow().inquiries().stream()
                        .filter(one -> one.name().equals("waiting-commits"))
                        .findFirst()
                        .orElseThrow();
        Finding found =
                inquiry.look(
                        new Failure(
                                Layer.AUTHORIZATION, List.of(), Set.of("db.connection-timeout")),
                        Deadline.in(Duration.ofSeconds(2)),
                        Trace.none());
        assertThat(found).isNotNull();
        assertThat(found.confirms()).containsExactly("db.replication-broken");
        assertThat(found.evidence()).startsWith("1 commit waits for a semi-synchronous replica");
    }

    @Test
    void a_primary_whose_commits_wait_for_nobody_is_well() {
        primary.breakWith("async");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
        }
    }

    private static void becomesWell(Watched watched) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> watched.probe("backup-mysql").is(State.UP));
    }
}
