package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Consequence;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** The copies, seen from both sides. */
@Sandboxed
class ReplicationTest {
    private static final String UPDATE = "UPDATE users SET name = name WHERE id = 1";

    private PostgresPair pair;
    private PostgresServer server;

    @BeforeEach
    void use(PostgresPair given) {
        pair = given;
        server = pair.primary();
    }

    @Test
    void a_primary_whose_writers_wait_for_a_lost_standby_is_down() throws Exception {
        cutReplication();
        try (Checkup checkup = Checkup.of(pair);
                Writer writer = Writer.start(server)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .at(Layer.REPLICATION)
                            .names("db.replication-broken")
                            .isConfirmed()
                            .doesNotName("db.replication-lag")
                            .says("1 session waits in SyncRep", "backup-postgresql");

            Psql.paste(server, seen.remedy("If writers wait for a synchronous standby"));
            writer.awaitEnd();
            checkup.probe("postgresql").is(State.UP);
        }
    }

    /** It looks connected until wal_sender_timeout, and the waits of other roles are hidden. */
    @Test
    void writers_of_another_role_that_wait_for_a_frozen_standby_are_seen_by_the_observer()
            throws Exception {
        try (Checkup checkup = Checkup.with(pair).set("capacity", "{ every: 5s }").open()) {
            checkup.probe("postgresql").is(State.UP);
            pair.standby().breakWith("freeze");
            try (Writer _ = Writer.start(server, superuser(), UPDATE)) {
                await().untilAsserted(
                                () ->
                                        checkup.probe("postgresql")
                                                .is(State.DOWN)
                                                .at(Layer.REPLICATION)
                                                .names("db.replication-broken")
                                                .says("1 session waits in SyncRep"));
            }
        }
    }

    /** The server tells how long a statement takes, not for how long its commit has waited. */
    @Test
    void a_commit_waits_since_it_was_seen_waiting_however_long_its_statement_took()
            throws Exception {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.UP);
            pair.standby().breakWith("freeze");
            try (Writer _ =
                    Writer.start(
                            server,
                            server.connect(),
                            "UPDATE users SET name = name FROM pg_sleep(3) WHERE id = 1")) {
                checkup.probe("postgresql").is(State.UP);
                await().untilAsserted(
                                () ->
                                        checkup.probe("postgresql")
                                                .is(State.DOWN)
                                                .names("db.replication-broken")
                                                .says("the longest for at least 2.")
                                                .offersNo("Start the standby"));
            }
        }
    }

    @Test
    void a_primary_without_waiting_writers_is_only_degraded() {
        cutReplication();
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .at(Layer.REPLICATION)
                    .names("db.replication-broken")
                    .says("the next commit will wait");
        }
    }

    @Test
    void our_own_write_does_not_wait_for_the_standby() {
        cutReplication();
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql").is(State.DEGRADED);
        }
    }

    @Test
    void a_standby_that_is_cut_off_says_so() {
        cutReplication();
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("backup-postgresql")
                    .is(State.DEGRADED)
                    .at(Layer.REPLICATION)
                    .names("db.replication-broken")
                    .isConfirmed()
                    .doesNotName("db.replication-lag")
                    .says("pg_stat_wal_receiver is empty");
        }
    }

    @Test
    void a_standby_whose_replay_is_paused_lags_and_its_own_line_lets_it_go_on() {
        server.breakWith("lag");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("backup-postgresql")
                            .is(State.DEGRADED)
                            .at(Layer.REPLICATION)
                            .names("db.replication-lag")
                            .isConfirmed()
                            .doesNotName("db.replication-broken")
                            .says("replay is paused", "bytes received and not replayed");

            Psql.read(pair.standby(), seen.remedy("On the standby, go on"));
            checkup.probe("backup-postgresql").is(State.UP);
        }
    }

    /** Both are true of it, and one thing is to be mended. */
    @Test
    void a_standby_that_lags_and_has_a_full_disk_is_told_of_the_disk_first() {
        server.breakWith("lag");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("backup-postgresql").names("db.replication-lag");
            Faults.tryTo(pair.standby(), "disk-full");

            Seen seen = checkup.probe("backup-postgresql").names("db.disk-full").isConfirmed();
            assertThat(seen.diagnosis().consequences())
                    .extracting(Consequence::cause)
                    .containsExactly("db.replication-lag");
        }
    }

    @Test
    void a_standby_that_was_promoted_is_no_standby_any_more() {
        pair.standby().value("SELECT pg_promote()");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("backup-postgresql")
                    .is(State.DEGRADED)
                    .names("db.replication-broken")
                    .says("no standby any more");
        }
    }

    @Test
    void a_standby_that_is_down_is_started_by_the_line_of_its_own_diagnosis() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("backup-postgresql").is(State.UP);
            pair.standby().breakWith("kill");

            Seen seen =
                    checkup.probe("backup-postgresql")
                            .is(State.DOWN)
                            .names("db.connection-refused")
                            .isConfirmed();
            pair.standby().shell(String.join("\n", seen.remedy("Start PostgreSQL in the way")));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> checkup.probe("backup-postgresql").is(State.UP));
        }
    }

    @Test
    void the_primary_knows_how_its_standby_is_started() {
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql");
            checkup.probe("backup-postgresql").is(State.UP);
            pair.standby().breakWith("kill");
            await().until(() -> server.rows("SELECT FROM pg_stat_replication").isEmpty());

            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.replication-broken")
                    .offers(
                            "%s -D %s -l %s -w start"
                                    .formatted(
                                            pair.standby().programDirectory().resolve("pg_ctl"),
                                            pair.standby().dataDirectory(),
                                            pair.standby().log()));
        }
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s"
                        .formatted(server.host(), server.programsPort(), server.database()),
                server.logins().admin().user(),
                server.logins().admin().password());
    }

    private void cutReplication() {
        server.breakWith("cut-replication");
        await().until(() -> server.rows("SELECT FROM pg_stat_replication").isEmpty());
        await().until(() -> pair.standby().rows("SELECT FROM pg_stat_wal_receiver").isEmpty());
    }

    /** A program that commits, and waits. */
    private record Writer(Connection connection, Thread thread) implements AutoCloseable {
        static Writer start(PostgresServer server) throws SQLException {
            return start(server, server.connect(), UPDATE);
        }

        static Writer start(PostgresServer server, Connection connection, String update) {
            Thread thread =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (var statement = connection.createStatement()) {
                                            statement.execute(update);
                                        } catch (SQLException e) {
                                            // ended with the test
                                        }
                                    });
            await().until(
                            () ->
                                    !server.rows(
                                                    "SELECT FROM pg_stat_activity WHERE wait_event"
                                                            + " = 'SyncRep'")
                                            .isEmpty());
            return new Writer(connection, thread);
        }

        void awaitEnd() throws InterruptedException {
            thread.join(Duration.ofSeconds(5));
        }

        @Override
        public void close() throws SQLException {
            connection.abort(Runnable::run);
        }
    }
}
