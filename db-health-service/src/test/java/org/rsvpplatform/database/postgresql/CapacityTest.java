package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.Program;
import org.rsvpplatform.kit.observe.cause.Consequence;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** What the server knows of itself: each is caused, named with its culprit, and healed. */
@Sandboxed
class CapacityTest {
    private PostgresPair pair;
    private PostgresServer server;

    @BeforeEach
    void use(PostgresPair given) {
        pair = given;
        server = pair.primary();
    }

    @AfterEach
    void endThePrograms() {
        server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rsvp'");
    }

    @Test
    void a_session_idle_in_its_transaction_is_named_and_ended() {
        try (Checkup checkup = checkup("idleInTransaction: 50ms");
                Program checkout = Program.called(server, "checkout")) {
            checkup.probe("postgresql");
            checkout.run("SELECT count(*) FROM rsvps WHERE answer = 'a secret'");
            pass(Duration.ofMillis(100));

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .at(Layer.CAPACITY)
                            .names("db.idle-in-transaction")
                            .isConfirmed()
                            .says(
                                    "session %d of user rsvp (checkout".formatted(checkout.pid()),
                                    "FROM rsvps WHERE answer = ?")
                            .offers("SELECT pg_terminate_backend(%d);".formatted(checkout.pid()))
                            .offers(
                                    "ALTER ROLE rsvp SET idle_in_transaction_session_timeout ="
                                            + " '1s';");
            assertThat(seen.toString()).doesNotContain("a secret");

            Psql.paste(server, seen.remedy("End the one"));
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void many_idle_transactions_of_one_application_are_the_root_of_too_many_connections() {
        try (Checkup checkup = checkup("idleInTransaction: 50ms")) {
            List<Program> programs = new ArrayList<>();
            for (int i = 0; i < 23; i++) {
                programs.add(Program.called(server, "checkout").run("SELECT 1"));
            }
            pass(Duration.ofMillis(100));

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.idle-in-transaction")
                            .isConfirmed()
                            .says("23 of the", "application checkout (user rsvp)", "without them");
            assertThat(seen.diagnosis().consequences())
                    .extracting(Consequence::cause)
                    .containsExactly("db.too-many-connections");
            assertThat(seen.diagnosis().consequences().getFirst().evidence())
                    .contains("of 27 connections are taken", "23 idle-in-transaction of checkout");

            programs.forEach(Program::close);
            await(() -> sessionsOf("checkout") == 0);
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Tag("full")
    @Test
    void a_server_without_a_free_slot_still_names_the_root() {
        try (Checkup checkup = setup("idleInTransaction: 50ms").set("keepSession", "0s").open()) {
            List<Program> programs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                programs.add(Program.called(server, "checkout").run("SELECT 1"));
            }
            pass(Duration.ofMillis(100));
            checkup.probe("postgresql");
            server.breakWith("slots-full");

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DOWN)
                            .names("db.idle-in-transaction")
                            .says("application checkout");
            assertThat(seen.diagnosis().consequences())
                    .extracting(Consequence::cause)
                    .contains("db.too-many-connections");
            programs.forEach(Program::close);
        }
    }

    @Test
    void a_chain_of_three_names_its_root_and_what_it_does() {
        try (Checkup checkup = checkup("lockWait: 50ms, idleInTransaction: 1h");
                Program first = Program.called(server, "migration");
                Program second = Program.called(server, "checkout");
                Program third = Program.called(server, "report")) {
            first.run("LOCK TABLE rsvps IN SHARE MODE");
            second.begin("DELETE FROM rsvps WHERE false");
            await(() -> waiting(second));
            third.begin("LOCK TABLE rsvps IN ACCESS EXCLUSIVE MODE");
            await(() -> waiting(third));
            pass(Duration.ofMillis(100));

            Seen seen = checkup.probe("postgresql").is(State.DEGRADED);
            // Its root does nothing, so that is the root of it all.
            seen.names("db.idle-in-transaction")
                    .isConfirmed()
                    .says("session %d of user rsvp (migration".formatted(first.pid()));
            assertThat(seen.diagnosis().consequences())
                    .filteredOn(consequence -> consequence.cause().equals("db.lock-timeout"))
                    .singleElement()
                    .extracting(Consequence::evidence)
                    .asString()
                    .contains(
                            "blocks 2 sessions",
                            "on public.rsvps",
                            "%d waits for %d".formatted(second.pid(), first.pid()));

            Psql.paste(server, seen.remedy("End the one"));
            assertThat(second.ended()).isEqualTo("00000");
            second.leave();
            assertThat(third.ended()).isEqualTo("00000");
            third.leave();
            await(() -> sessionsOf("report") == 0);
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void sessions_that_wait_for_one_that_works_wait_for_a_lock() {
        try (Checkup checkup = checkup("lockWait: 50ms");
                Program first = Program.called(server, "migration");
                Program second = Program.called(server, "checkout")) {
            first.run("LOCK TABLE rsvps IN SHARE MODE");
            first.begin("SELECT pg_sleep(60)");
            second.begin("DELETE FROM rsvps WHERE false");
            await(() -> waiting(second));
            pass(Duration.ofMillis(100));

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.lock-timeout")
                            .offers("SELECT pg_terminate_backend(%d);".formatted(first.pid()));
            Psql.paste(server, seen.remedy("End the blocking session"));
            assertThat(second.ended()).isEqualTo("00000");
            second.leave();
            await(() -> sessionsOf("checkout") == 0);
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void a_long_transaction_that_works_is_named() {
        try (Checkup checkup = checkup("longTransaction: 100ms");
                Program report = Program.called(server, "report")) {
            report.begin("SELECT pg_sleep(60) WHERE 'a secret' <> ''");
            await(() -> sessionsOf("report") == 1);
            pass(Duration.ofMillis(200));

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.long-transaction")
                            .isConfirmed()
                            .says("(report", "statement: SELECT pg_sleep(?)");
            assertThat(seen.toString()).doesNotContain("a secret");

            Psql.paste(server, seen.remedy("Ask its owner"));
            assertThat(report.ended()).isNotEqualTo("00000");
            report.leave();
            await(() -> sessionsOf("report") == 0);
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void a_deadlock_is_counted() {
        try (Checkup checkup = checkup("deadlocksPerMinute: 1")) {
            checkup.probe("postgresql").is(State.UP);
            try (Program one = Program.called(server, "one");
                    Program other = Program.called(server, "other")) {
                one.run("SELECT pg_advisory_xact_lock(1)");
                other.run("SELECT pg_advisory_xact_lock(2)");
                one.begin("SELECT pg_advisory_xact_lock(2)");
                await(() -> waiting(one));
                other.begin("SELECT pg_advisory_xact_lock(1)");
                assertThat(List.of(one.ended(), other.ended())).contains("40P01");
            }
            await(
                    () ->
                            !server.value(
                                            "SELECT deadlocks FROM pg_stat_database WHERE datname ="
                                                    + " 'rsvp'")
                                    .equals("0"));
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.deadlock")
                    .isConfirmed()
                    .says("deadlocks in the last minute");
        }
        // It heals by time: a new watch counts from now on.
        try (Checkup checkup = checkup("deadlocksPerMinute: 1")) {
            checkup.probe("postgresql");
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void sorts_that_spill_are_counted() {
        try (Checkup checkup = checkup("temporaryBytesPerMinute: 100000")) {
            checkup.probe("postgresql").is(State.UP);
            server.sql(
                    "SET work_mem = '64kB'; SELECT count(*) FROM (SELECT g FROM generate_series(1,"
                            + " 200000) g ORDER BY -g OFFSET 0) sorted");
            await(
                    () ->
                            Long.parseLong(
                                            server.value(
                                                    "SELECT temp_bytes FROM pg_stat_database WHERE"
                                                            + " datname = 'rsvp'"))
                                    > 100_000);
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.temporary-files")
                    .offers("ALTER ROLE rsvp SET work_mem = '32MB';");
        }
    }

    @Test
    void slow_statements_are_seen_while_they_run_where_the_server_counts_none() {
        try (Checkup checkup = checkup("slowQuery: 50ms, slowQueriesPerMinute: 1");
                Program report = Program.called(server, "report")) {
            report.begin("SELECT pg_sleep(60)");
            await(() -> sessionsOf("report") == 1);
            pass(Duration.ofMillis(100));

            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.slow-queries")
                    .isConfirmed()
                    .says("SELECT pg_sleep(?)", "pg_stat_statements is not installed");
        }
    }

    @Test
    void old_transaction_numbers_are_named_with_their_database_and_frozen() {
        String burn =
                "DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM txid_current(); COMMIT; END LOOP; END"
                        + " $$";
        try (Checkup checkup = checkup("transactionAge: 2500")) {
            server.sql(burn);

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.wraparound-near")
                            .isConfirmed()
                            .says("transactions old");
            for (String database : List.of("postgres", "template1", "rsvp")) {
                freeze(seen, database);
            }
            checkup.probe("postgresql").is(State.UP);
        }
    }

    private void freeze(Seen seen, String database) {
        String line = seen.remedy("End what keeps old transactions").getFirst();
        assertThat(line).matches("vacuumdb -h \\S+ -p \\d+ -U postgres --freeze -d \\S+");
        server.shell("psql -X -q -d %s -c 'VACUUM (FREEZE)' >/dev/null".formatted(database));
    }

    @Tag("full")
    @Test
    void old_multixacts_are_named_with_their_database_and_frozen_by_the_remedys_line() {
        server.sql(
                "CREATE TABLE seats AS SELECT i, j FROM generate_series(1, 60) i,"
                        + " generate_series(1, 60) j");
        server.sql("GRANT ALL ON seats TO rsvp");
        // Whatever ran before: it is to be the multixacts that are old, not the transactions.
        server.shell("vacuumdb -q --all --freeze");
        try (Checkup checkup = checkup("transactionAge: 3000")) {
            checkup.probe("postgresql").is(State.UP);
            try (Program byRow = Program.called(server, "rows");
                    Program byColumn = Program.called(server, "columns")) {
                byRow.run(locksOfManyTransactions("i"));
                byColumn.run(locksOfManyTransactions("j"));
            }

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.wraparound-near")
                            .isConfirmed()
                            .says("the oldest multixact of database", "multixacts old");
            Psql.paste(server, seen.remedy("See what keeps old transactions"));
            // Each line is about one database, and three have rows of this age.
            for (int i = 0; i < 3 && seen.report().observed() != State.UP; i++) {
                server.shell(seen.remedy("End what keeps old transactions").getFirst());
                seen = checkup.probe("postgresql");
            }
            seen.is(State.UP);
        } finally {
            server.sql("DROP TABLE seats");
        }
    }

    /**
     * Locks each line of seats in a transaction of its own below the one that is open. Where lines
     * of two sessions cross, a seat is locked by a pair of transactions that no other seat has: so
     * many multixacts are made of few transactions.
     */
    private static String locksOfManyTransactions(String line) {
        return """
        DO $$ BEGIN
            FOR k IN 1..60 LOOP
                BEGIN
                    PERFORM 1 FROM seats WHERE %s = k FOR KEY SHARE;
                EXCEPTION WHEN division_by_zero THEN NULL;
                END;
            END LOOP;
        END $$
        """
                .formatted(line);
    }

    @Test
    void a_table_that_autovacuum_may_not_clean_is_named() {
        server.sql("CREATE TABLE piled (n int) WITH (autovacuum_enabled = false)");
        server.sql("GRANT ALL ON piled TO rsvp");
        server.sql("INSERT INTO piled SELECT generate_series(1, 3000)");
        server.sql("DELETE FROM piled");
        try (Checkup checkup = checkup("deadRows: 1000")) {
            await(
                    () ->
                            server.value(
                                            "SELECT n_dead_tup FROM pg_stat_user_tables WHERE"
                                                    + " relname = 'piled'")
                                    .equals("3000"));
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.vacuum-behind")
                            .isConfirmed()
                            .says(
                                    "table public.piled has",
                                    "never vacuumed",
                                    "autovacuum is switched off for it")
                            .offers("VACUUM (ANALYZE) \"public\".\"piled\";")
                            .offers("ALTER TABLE \"public\".\"piled\" RESET (autovacuum_enabled);");

            server.sql("VACUUM (ANALYZE) \"public\".\"piled\"");
            await(
                    () ->
                            server.value(
                                            "SELECT n_dead_tup FROM pg_stat_user_tables WHERE"
                                                    + " relname = 'piled'")
                                    .equals("0"));
            checkup.probe("postgresql").is(State.UP);
            assertThat(seen.remedy("Let autovacuum clean it")).hasSize(3);
        } finally {
            server.sql("DROP TABLE piled");
        }
    }

    @Tag("full")
    @Test
    void a_slot_that_nobody_reads_from_is_named_and_dropped() {
        server.sql("SELECT pg_create_physical_replication_slot('forgotten', true)");
        try (Checkup checkup = checkup("retainedWal: 1048576")) {
            server.sql("SELECT pg_switch_wal(); CHECKPOINT");
            server.sql("CREATE TABLE filler AS SELECT 1; DROP TABLE filler");
            server.sql("SELECT pg_switch_wal(); CHECKPOINT");

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.wal-retained")
                            .isConfirmed()
                            .says("physical slot forgotten keeps", "nobody reads from it")
                            .offers("SELECT pg_drop_replication_slot('forgotten');");
            Psql.paste(server, seen.remedy("Drop the slot"));
            checkup.probe("postgresql").is(State.UP);
        } finally {
            server.sql(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE"
                            + " slot_name = 'forgotten'");
        }
    }

    @Test
    void a_slot_whose_log_was_removed_is_named_and_dropped() {
        server.sql("SELECT pg_create_physical_replication_slot('forgotten', true)");
        server.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        server.sql("SELECT pg_reload_conf()");
        try (Checkup checkup = Checkup.of(pair)) {
            await(() -> statusAfterMoreLog("forgotten").equals("lost"));

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.slot-lost")
                            .isConfirmed()
                            .says("physical slot forgotten can't be used any more");
            Psql.paste(server, seen.remedy("Drop the slot"));
            checkup.probe("postgresql").is(State.UP);
            checkup.probe("backup-postgresql").is(State.UP);
        } finally {
            server.sql(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE"
                            + " slot_name = 'forgotten'");
        }
    }

    /** The standby, which has no slot, gets each file before the checkpoint may remove it. */
    private String statusAfterMoreLog(String slot) {
        server.sql("SELECT pg_switch_wal()");
        await(
                () ->
                        server.value(
                                        "SELECT count(*) FROM pg_stat_replication WHERE flush_lsn"
                                                + " >= pg_current_wal_flush_lsn()")
                                .equals("1"));
        server.sql("CHECKPOINT");
        return server.value(
                "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '%s'"
                        .formatted(slot));
    }

    @Test
    void a_password_that_ends_in_three_days_is_named() {
        server.sql(
                "DO $$ BEGIN EXECUTE format('ALTER ROLE rsvp VALID UNTIL %L', now() + interval '3"
                        + " days 1 hour'); END $$");
        try (Checkup checkup = Checkup.of(pair)) {
            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.password-expiring")
                            .isConfirmed()
                            .says("the password of rsvp expires in 3 days")
                            .offers("ALTER ROLE rsvp VALID UNTIL 'infinity';");
            Psql.paste(server, seen.remedy("Keep the password"));
            checkup.probe("postgresql").is(State.UP);
        } finally {
            server.sql("ALTER ROLE rsvp VALID UNTIL 'infinity'");
        }
    }

    @Test
    void a_certificate_that_ends_in_three_days_is_named() {
        server.breakWith("cert-expiring");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DEGRADED)
                    .names("db.certificate-expiring")
                    .isConfirmed()
                    .says("ends in 2 days");
            server.heal();
            checkup.probe("postgresql").is(State.UP);
        }
    }

    @Test
    void without_an_observer_each_says_how_to_get_one() {
        try (Checkup checkup = Checkup.with(pair).without("observer").open()) {
            Seen seen = checkup.probe("postgresql").is(State.UP);

            assertThat(seen.report().results())
                    .filteredOn(result -> result.outcome() instanceof Outcome.Skipped)
                    .hasSize(10)
                    .extracting(CheckResult::layer)
                    .containsOnly(Layer.CAPACITY);
            assertThat(seen.toString()).contains("providers:grants");
        }
    }

    private Checkup checkup(String capacity) {
        return setup(capacity).open();
    }

    private Checkup.Setup setup(String capacity) {
        return Checkup.with(pair)
                .set("capacity", "{ %s }".formatted(capacity))
                .set("probe", "{ interval: 10s, deadline: 5s }");
    }

    private boolean waiting(Program program) {
        return server.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                                + " pid = "
                                + program.pid())
                .equals("1");
    }

    private int sessionsOf(String application) {
        return Integer.parseInt(
                server.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s'"
                                .formatted(application)));
    }

    /** Lets time pass at the server. */
    private void pass(Duration time) {
        server.value("SELECT pg_sleep(%s)".formatted(time.toMillis() / 1e3));
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::getAsBoolean);
    }
}
