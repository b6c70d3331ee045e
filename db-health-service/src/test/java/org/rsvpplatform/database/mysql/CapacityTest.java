package org.rsvpplatform.database.mysql;

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
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.cause.Consequence;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** What the server knows of itself: each is caused, named with its culprit, and healed. */
@Sandboxed
class CapacityTest {
    private MariadbPair pair;
    private MariadbServer server;

    @BeforeEach
    void use(MariadbPair given) {
        pair = given;
        server = pair.primary();
    }

    @AfterEach
    void endThePrograms() {
        server.sqlHere("KILL USER rsvp");
    }

    @Test
    void an_idle_server_names_nothing() {
        try (Watched watched = Watched.of(pair)) {
            Seen seen = watched.probe("mysql").is(State.UP);

            assertThat(seen.report().results())
                    .filteredOn(result -> result.layer() == Layer.CAPACITY)
                    .hasSize(9);
            assertThat(skipped(seen)).isEmpty();
            assertThat(seen.toString())
                    .contains(
                            "no session waits for a lock",
                            "no session has been idle in a transaction",
                            "no transaction is open",
                            "0 slow statements",
                            "no password of ours expires",
                            "the server's certificate")
                    // An alarm of the heartbeat may have had it counted once before.
                    .containsPattern(
                            "deadlocks are counted from now on|0 deadlocks in the last minute");
        }
    }

    @Test
    void a_session_idle_in_its_transaction_is_named_and_ended() {
        try (Watched watched = watched("idleInTransaction: 50ms");
                Program checkout = Program.called(server, "checkout")) {
            watched.probe("mysql");
            checkout.run("SELECT count(*) FROM rsvps WHERE answer = 'a secret'");
            pass(Duration.ofMillis(200));

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .at(Layer.CAPACITY)
                            .names("db.idle-in-transaction")
                            .isConfirmed()
                            .doesNotName("db.long-transaction")
                            .says(
                                    "session %d of user rsvp (checkout, 127.0.0.1)"
                                            .formatted(checkout.pid()))
                            .offers("KILL %d;".formatted(checkout.pid()))
                            .offers("SET GLOBAL idle_transaction_timeout = 1;");
            assertThat(seen.toString()).doesNotContain("a secret");

            Paste.admin(server, seen.remedy("End the one"));
            await(() -> sessionsOf("rsvp") == 0 || !inTransaction(checkout));
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void an_idle_session_without_a_transaction_is_no_fault() {
        try (Watched watched = watched("idleInTransaction: 50ms, longTransaction: 50ms");
                Program checkout = Program.called(server, "checkout")) {
            checkout.run("SELECT 1 FROM users");
            checkout.run("COMMIT");
            pass(Duration.ofMillis(200));

            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void many_idle_transactions_of_one_application_are_the_root_of_too_many_connections() {
        try (Watched watched = watched("idleInTransaction: 50ms")) {
            List<Program> programs = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                programs.add(Program.called(server, "checkout").run("SELECT * FROM users LIMIT 1"));
            }
            pass(Duration.ofMillis(200));

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .names("db.idle-in-transaction")
                            .isConfirmed()
                            .says("24 of the", "application checkout (user rsvp)", "without them");
            assertThat(seen.diagnosis().consequences())
                    .extracting(Consequence::cause)
                    .containsExactly("db.too-many-connections");
            assertThat(seen.diagnosis().consequences().getFirst().evidence())
                    .contains("of 30 connections are taken", "24 idle-in-transaction of checkout");

            programs.forEach(Program::close);
            await(() -> sessionsOf("rsvp") <= 1);
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void connections_that_do_nothing_are_named_by_their_holder_and_limit() {
        try (Watched watched = watched("connectionsPercent: 50")) {
            List<Program> programs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                programs.add(Program.called(server, "checkout"));
            }
            await(() -> idleSessionsOf("rsvp") >= 16);
            watched.probe("mysql")
                    .is(State.DEGRADED)
                    .names("db.too-many-connections")
                    .doesNotName("db.idle-in-transaction")
                    .says("of 30 connections are taken", "16 idle of checkout (user rsvp)");
            programs.forEach(Program::close);
            await(() -> sessionsOf("rsvp") <= 1);
            watched.probe("mysql").is(State.UP);
        }
    }

    @Tag("full")
    @Test
    void a_server_without_a_free_slot_still_names_the_root() {
        try (Watched watched = setup("idleInTransaction: 50ms").set("keepSession", "0s").open()) {
            List<Program> programs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                programs.add(Program.called(server, "checkout").run("SELECT * FROM users LIMIT 1"));
            }
            pass(Duration.ofMillis(200));
            watched.probe("mysql");
            server.breakWith("slots-full");

            Seen seen =
                    watched.probe("mysql")
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
    void who_took_the_last_slot_is_seen_through_the_port_for_administrators() {
        try (Watched watched = setup("connectionsPercent: 90").administrated().open()) {
            watched.probe("mysql").is(State.UP);
            server.breakWith("slots-full");

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DOWN)
                            .names("db.too-many-connections")
                            .isConfirmed()
                            .says("of 30 connections taken", "user rsvp");
            assertThat(seen.remedy("Log in as administrator at"))
                    .containsExactly(
                            "mariadb -h 127.0.0.1 -P %d -u admin -p".formatted(server.extraPort()));

            server.heal();
            watched.probe("mysql").is(State.UP);
        }
    }

    @Tag("full")
    @Test
    void a_chain_of_three_rows_names_its_root_which_does_nothing() {
        try (Watched watched = watched("lockWait: 50ms, idleInTransaction: 1h");
                Program first = Program.called(server, "migration");
                Program second = Program.called(server, "checkout");
                Program third = Program.called(server, "report")) {
            first.run("UPDATE users SET name = concat(name, '') WHERE id = 1");
            second.run("UPDATE users SET name = concat(name, '') WHERE id = 2");
            second.begin("UPDATE users SET name = 'a secret' WHERE id = 1");
            await(() -> waitsForRow(second));
            third.begin("UPDATE users SET name = 'a secret' WHERE id = 2");
            await(() -> waitsForRow(third));
            pass(Duration.ofMillis(200));

            Seen seen = watched.probe("mysql").is(State.DEGRADED);
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
                            "on rsvp.users",
                            "%d waits for %d".formatted(second.pid(), first.pid()),
                            "%d waits for %d".formatted(third.pid(), second.pid()));
            assertThat(seen.toString()).doesNotContain("a secret");

            Paste.admin(server, seen.remedy("End the one"));
            assertThat(second.ended()).isEqualTo("00000");
            second.run("ROLLBACK");
            assertThat(third.ended()).isEqualTo("00000");
            third.run("ROLLBACK");
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void sessions_that_wait_for_one_that_works_wait_for_a_lock() {
        try (Watched watched = watched("lockWait: 50ms");
                Program first = Program.called(server, "migration");
                Program second = Program.called(server, "checkout")) {
            first.run("UPDATE users SET name = concat(name, '') WHERE id = 1");
            first.begin("SELECT sleep(60)");
            second.begin("UPDATE users SET name = 'a secret' WHERE id = 1");
            await(() -> waitsForRow(second));
            pass(Duration.ofMillis(200));

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .names("db.lock-timeout")
                            .doesNotName("db.idle-in-transaction")
                            .says(
                                    "session %d of user rsvp (migration".formatted(first.pid()),
                                    "SELECT sleep(?)")
                            .offers("KILL %d;".formatted(first.pid()));
            Paste.admin(server, seen.remedy("End the blocking session"));
            assertThat(second.ended()).isEqualTo("00000");
            second.run("ROLLBACK");
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void a_table_that_nobody_may_touch_meanwhile_is_named_with_who_holds_it() {
        try (Watched watched = watched("lockWait: 50ms, idleInTransaction: 1h");
                Program reader = Program.called(server, "report");
                Program bystander = Program.called(server, "mailer");
                Program late = Program.called(server, "checkout")) {
            reader.run("SELECT * FROM guests LIMIT 1");
            bystander.run("SELECT * FROM events LIMIT 1");
            Thread.ofVirtual().start(() -> server.sqlHere("ALTER TABLE rsvp.guests FORCE"));
            await(() -> waitingForTables() == 1);
            late.begin("SELECT * FROM guests WHERE name = 'a secret'");
            await(() -> waitingForTables() == 2);
            pass(Duration.ofMillis(200));

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .names("db.idle-in-transaction")
                            .says("session %d of user rsvp (report".formatted(reader.pid()));
            assertThat(seen.diagnosis().consequences().getFirst().evidence())
                    .contains("blocks 2 sessions", "on rsvp.guests")
                    .doesNotContain(Long.toString(bystander.pid()));
            assertThat(seen.toString()).doesNotContain("a secret");

            Paste.admin(server, seen.remedy("End the one"));
            assertThat(late.ended()).isEqualTo("00000");
            late.run("ROLLBACK");
            watched.probe("mysql").is(State.UP);
        }
    }

    @Tag("full")
    @Test
    void a_long_transaction_that_works_is_named() {
        try (Watched watched = watched("longTransaction: 1500ms");
                Program report = Program.called(server, "report");
                Program quick = Program.called(server, "checkout")) {
            report.run("UPDATE users SET name = concat(name, '') WHERE id = 1");
            report.begin("SELECT sleep(60) FROM users WHERE name <> 'a secret'");
            pass(Duration.ofMillis(1600));
            quick.begin("SELECT sleep(60)");
            await(() -> works(quick));

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .names("db.long-transaction")
                            .isConfirmed()
                            .says("(report", "statement: SELECT sleep(?) FROM users");
            assertThat(seen.toString())
                    .doesNotContain("a secret")
                    .doesNotContain("the transaction of session " + quick.pid());

            Paste.admin(server, seen.remedy("Ask its owner"));
            assertThat(report.ended()).isNotEqualTo("00000");
            server.sqlHere("KILL " + quick.pid());
            await(() -> sessionsOf("rsvp") <= 1);
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void a_deadlock_is_counted() {
        try (Watched watched = watched("deadlocksPerMinute: 1")) {
            watched.probe("mysql").is(State.UP);
            try (Program one = Program.called(server, "one");
                    Program other = Program.called(server, "other")) {
                one.run("UPDATE users SET name = concat(name, '') WHERE id = 1");
                other.run("UPDATE users SET name = concat(name, '') WHERE id = 2");
                one.begin("UPDATE users SET name = concat(name, '') WHERE id = 2");
                await(() -> waitsForRow(one));
                other.begin("UPDATE users SET name = concat(name, '') WHERE id = 1");
                other.ended();
                other.run("ROLLBACK");
                one.ended();
                one.run("ROLLBACK");
            }
            watched.probe("mysql")
                    .is(State.DEGRADED)
                    .names("db.deadlock")
                    .isConfirmed()
                    .says("1 deadlocks in the last minute");
        }
        // It heals by time: a new watch counts from now on.
        try (Watched watched = watched("deadlocksPerMinute: 1")) {
            watched.probe("mysql");
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void slow_statements_are_counted_by_what_they_have_in_common() {
        try (Watched watched = watched("slowQuery: 200ms, slowQueriesPerMinute: 2");
                Program report = Program.called(server, "report")) {
            watched.probe("mysql").is(State.UP);
            report.run("SELECT sleep(0.25) FROM users WHERE name <> 'a secret' AND id = 1");
            report.run("SELECT sleep(0.26) FROM users WHERE name <> 'another' AND id = 2");
            report.run("SELECT sleep(0.01) FROM events WHERE id = 2");
            report.run("ROLLBACK");

            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .names("db.slow-queries")
                            .isConfirmed()
                            .says("2 slow statements", "2 calls, mean 2", "FROM `users`");
            assertThat(seen.toString()).doesNotContain("a secret").doesNotContain("FROM `events`");
        }
    }

    @Test
    void slow_statements_are_seen_while_they_run_where_nobody_counts_them() {
        withoutCounts(
                () -> {
                    server.sqlHere("SET GLOBAL slow_query_log = OFF");
                    try (Watched watched = watched("slowQuery: 50ms, slowQueriesPerMinute: 1");
                            Program report = Program.called(server, "report")) {
                        report.begin("SELECT sleep(60)");
                        await(() -> works(report));
                        pass(Duration.ofMillis(200));

                        watched.probe("mysql")
                                .is(State.DEGRADED)
                                .names("db.slow-queries")
                                .isConfirmed()
                                .says(
                                        "SELECT sleep(?)",
                                        "only those seen running",
                                        "may not read",
                                        "slow_query_log is off");
                    } finally {
                        server.sqlHere("SET GLOBAL slow_query_log = ON");
                    }
                });
    }

    @Test
    void slow_statements_are_counted_in_the_slow_log_where_the_observer_reads_no_counts() {
        withoutCounts(
                () -> {
                    try (Watched watched = watched("slowQuery: 500ms, slowQueriesPerMinute: 2");
                            Program report = Program.called(server, "report")) {
                        Awaitility.await()
                                .untilAsserted(
                                        () ->
                                                assertThat(
                                                                watched.probe("mysql")
                                                                        .is(State.UP)
                                                                        .toString())
                                                        .contains("counted in the slow query log"));
                        report.run(
                                "SELECT sleep(0.6) FROM users WHERE name <> 'a secret' AND id = 1");
                        report.run(
                                "SELECT sleep(0.6)\nFROM users WHERE name <> 'another' AND id = 2");
                        report.run("SELECT sleep(0.01) FROM events WHERE id = 2");
                        report.run("ROLLBACK");

                        Seen seen =
                                watched.probe("mysql")
                                        .is(State.DEGRADED)
                                        .names("db.slow-queries")
                                        .says(
                                                "2 slow statements",
                                                "2 calls, mean 6",
                                                "FROM users WHERE name <> ?",
                                                "counted in the slow query log /");
                        assertThat(seen.toString())
                                .doesNotContain("a secret")
                                .doesNotContain("FROM events");
                    }
                });
    }

    private void withoutCounts(Runnable test) {
        server.sqlHere(
                "REVOKE SELECT ON performance_schema.events_statements_summary_by_digest FROM"
                        + " rsvp_observer@'127.0.0.%'");
        try {
            test.run();
        } finally {
            server.sqlHere(
                    "GRANT SELECT ON performance_schema.events_statements_summary_by_digest TO"
                            + " rsvp_observer@'127.0.0.%'");
        }
    }

    @Test
    void a_password_that_ends_soon_is_named() {
        server.sqlHere("ALTER USER rsvp@'127.0.0.%' PASSWORD EXPIRE INTERVAL 3 DAY");
        try (Watched watched = Watched.of(pair)) {
            Seen seen =
                    watched.probe("mysql")
                            .is(State.DEGRADED)
                            .names("db.password-expiring")
                            .isConfirmed()
                            .doesNotName("db.password-expired")
                            .says("the password of rsvp@127.0.0.% expires in 2 days")
                            .offers("ALTER USER 'rsvp'@'127.0.0.%' PASSWORD EXPIRE NEVER;");
            Paste.admin(server, seen.remedy("Keep the password"));
            watched.probe("mysql").is(State.UP);
        } finally {
            server.sqlHere("ALTER USER rsvp@'127.0.0.%' PASSWORD EXPIRE DEFAULT");
        }
    }

    @Test
    void passwords_are_skipped_where_only_their_hashes_would_tell() {
        server.sqlHere("REVOKE SELECT ON rsvp_probe.password_age FROM rsvp_observer@'127.0.0.%'");
        try (Watched watched = Watched.of(pair)) {
            assertThat(watched.probe("mysql").is(State.UP).toString())
                    .contains("MariaDB keeps the age of passwords beside their hashes");
        } finally {
            server.sqlHere("GRANT SELECT ON rsvp_probe.password_age TO rsvp_observer@'127.0.0.%'");
        }
    }

    @Test
    void a_certificate_that_ends_in_three_days_is_named() {
        server.breakWith("cert-expiring");
        try (Watched watched = Watched.of(pair)) {
            watched.probe("mysql")
                    .is(State.DEGRADED)
                    .names("db.certificate-expiring")
                    .isConfirmed()
                    .says("ends in 2 days")
                    .offers("FLUSH SSL;");
            server.heal();
            watched.probe("mysql").is(State.UP);
        }
    }

    @Test
    void without_an_observer_each_says_how_to_get_one() {
        try (Watched watched = Watched.with(pair).without("observer").open()) {
            Seen seen = watched.probe("mysql").is(State.UP);

            assertThat(skipped(seen))
                    .hasSize(6)
                    .allMatch(why -> why.contains("(PROCESS)") && why.contains("providers:grants"));
        }
    }

    /** What the sandbox's observer may do, and what the lines give, is the same. */
    @Test
    void what_the_grants_print_is_enough() {
        try (Watched watched = Watched.of(pair)) {
            List<String> lines = watched.watch().backend("mysql").orElseThrow().grants();
            server.sqlHere("DROP VIEW rsvp_probe.password_age");
            server.sqlHere("DROP USER rsvp_observer@'127.0.0.%'");
            Paste.admin(
                    server,
                    lines.stream()
                            .map(line -> line.replace("'@'%'", "'@'127.0.0.%'"))
                            .map(
                                    line ->
                                            line.contains("CREATE USER")
                                                            && line.contains("rsvp_observer")
                                                    ? line.replace(
                                                            "<password>",
                                                            server.logins().observer().password())
                                                    : line)
                            .toList());

            Seen seen = watched.probe("mysql").is(State.UP);
            assertThat(skipped(seen)).isEmpty();
        }
    }

    /** Why questions were not asked; the disks are the host's, not the server's. */
    private static List<String> skipped(Seen seen) {
        return seen.report().results().stream()
                .map(CheckResult::outcome)
                .filter(Outcome.Skipped.class::isInstance)
                .map(Outcome::evidence)
                .filter(why -> !why.contains("disks"))
                .toList();
    }

    private Watched watched(String capacity) {
        return setup(capacity).open();
    }

    private Watched.Setup setup(String capacity) {
        return Watched.with(pair)
                .set("capacity", "{ %s }".formatted(capacity))
                .set("probe", "{ interval: 10s, deadline: 5s }");
    }

    private boolean waitsForRow(Program program) {
        return count(
                        "information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND"
                                + " trx_mysql_thread_id = "
                                + program.pid())
                == 1;
    }

    private boolean inTransaction(Program program) {
        return count("information_schema.innodb_trx WHERE trx_mysql_thread_id = " + program.pid())
                == 1;
    }

    private boolean works(Program program) {
        return count(
                        "information_schema.processlist WHERE info LIKE '%sleep(60)%' AND id = "
                                + program.pid())
                == 1;
    }

    private int waitingForTables() {
        return count(
                "information_schema.processlist WHERE state = 'Waiting for table metadata lock'");
    }

    private int sessionsOf(String user) {
        return count("information_schema.processlist WHERE user = '%s'".formatted(user));
    }

    private int idleSessionsOf(String user) {
        return count(
                "information_schema.processlist WHERE user = '%s' AND command = 'Sleep'"
                        .formatted(user));
    }

    private int count(String rows) {
        return Integer.parseInt(server.value("SELECT count(*) FROM " + rows));
    }

    /** Lets time pass at the server. */
    private void pass(Duration time) {
        server.value("SELECT sleep(%s)".formatted(time.toMillis() / 1e3));
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::getAsBoolean);
    }
}
