package org.rsvpplatform.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.Program;
import org.rsvpplatform.database.postgresql.Faults;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.cause.Consequence;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** What a logged-in session may do, and what it meets. */
@Sandboxed
class WorkTest {
    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void privileges_that_are_taken_away_are_named_with_the_grants_that_bring_them_back() {
        server.breakWith("permission");
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .at(Layer.AUTHORIZATION)
                            .names("db.permission-denied")
                            .isConfirmed()
                            .doesNotName("db.read-only")
                            .says("may not", "SELECT")
                            .offersCommand("providers:grants");

            Paste.admin(server, seen.remedy("Grant what is missing"));
            assertThat(watched.probe("mysql").report().observed()).isNotEqualTo(State.DOWN);
            Paste.admin(server, watched.watch().backend("mysql").orElseThrow().grants());
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void a_privilege_that_some_tables_lack_degrades() {
        server.sqlHere(
                """
                REVOKE DELETE ON rsvp.* FROM rsvp@'127.0.0.%';
                GRANT DELETE ON rsvp.events TO rsvp@'127.0.0.%'
                """);
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DEGRADED)
                    .names("db.permission-denied")
                    .says("user rsvp lacks", "DELETE on guests");
        } finally {
            server.sqlHere("REVOKE DELETE ON rsvp.events FROM rsvp@'127.0.0.%'");
        }
    }

    @Test
    void a_row_that_is_locked_is_a_lock_timeout_within_the_deadline() {
        server.breakWith("locks");
        try (Watched watched = Watched.with(pair).without("observer").open()) {
            watched.probe("mysql").at(Layer.OPERATION).names("db.lock-timeout").says("1205");
        }
    }

    @Test
    void who_has_the_row_and_does_nothing_is_the_root_and_is_ended() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            server.breakWith("locks");

            Seen seen =
                    watched.probe("mysql")
                            .at(Layer.OPERATION)
                            .names("db.idle-in-transaction")
                            .says("what the others wait for does nothing", "rsvp-reports");
            assertThat(seen.diagnosis().consequences())
                    .extracting(Consequence::cause)
                    .containsExactly("db.lock-timeout");
            Paste.admin(server, seen.remedy("End the one"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void who_has_the_row_and_works_is_named_and_ended() {
        try (Watched watched = Watched.of(pair);
                Program migration = Program.called(server, "migration")) {
            watched.probe("mysql").is(State.UP);
            migration.run("SELECT * FROM rsvp_probe.beat FOR UPDATE");
            migration.begin("SELECT sleep(60)");

            Seen seen =
                    watched.probe("mysql")
                            .at(Layer.OPERATION)
                            .names("db.lock-timeout")
                            .says("(migration", "on rsvp_probe.beat", "SELECT sleep(?)")
                            .offers("KILL %d;".formatted(migration.pid()));
            Paste.admin(server, seen.remedy("End the blocking session"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void who_has_locked_the_table_is_named_and_ended() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            server.breakWith("locks=table");

            Seen seen =
                    watched.probe("mysql")
                            .at(Layer.OPERATION)
                            .names("db.lock-timeout")
                            .says("on rsvp_probe.beat");
            Paste.admin(server, seen.remedy("End the blocking session"));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void few_connections_left_degrade_with_who_holds_them() {
        try (Watched watched = Watched.of(pair);
                Sessions sessions = Sessions.until(server, 25)) {
            assertThat(sessions.count()).isEqualTo(25);
            watched.probe("mysql")
                    .is(State.DEGRADED)
                    .at(Layer.CAPACITY)
                    .names("db.too-many-connections")
                    .says("of 30 connections are taken");
        }
    }

    @Test
    void a_disk_that_is_nearly_full_is_told_before_it_is_full() {
        try (Watched watched = Watched.with(pair).set("capacity", "{ diskPercent: 1 }").open()) {
            watched.probe("mysql");
            watched.probe("mysql")
                    .is(State.DEGRADED)
                    .at(Layer.CAPACITY)
                    .names("db.disk-full")
                    .says("% used)");
        }
    }

    @Test
    void a_full_disk_is_seen_from_our_own_host() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);
            Faults.tryTo(server, "disk-full");

            watched.probe("mysql")
                    .is(State.DOWN)
                    .at(Layer.CAPACITY)
                    .names("db.disk-full")
                    .isConfirmed()
                    .says(server.dataDirectory().toString())
                    .offers("df -h " + server.dataDirectory().getParent())
                    .offersNo("Free binlogs");
        }
    }

    /** The first commit waits for room, the next ones for the row that it holds. */
    @Tag("full")
    @Test
    void a_full_disk_of_the_logs_is_seen_behind_commits_that_wait() {
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql").is(State.UP);
            watched.probe("mysql").is(State.UP);
            Faults.tryTo(server, "wal-full");

            for (int i = 0; i < 2; i++) {
                watched.probe("mysql")
                        .is(State.DOWN)
                        .names("db.disk-full")
                        .isConfirmed()
                        .says("the disk of binary log and redo log")
                        .offers("SHOW BINARY LOGS;")
                        .doesNotName("db.lock-timeout");
            }
        }
    }
}
