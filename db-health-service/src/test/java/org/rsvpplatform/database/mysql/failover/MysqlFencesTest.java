package org.rsvpplatform.database.mysql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.Driver;
import org.rsvpplatform.database.FencedWriter;
import org.rsvpplatform.database.GroupUnderWatch;
import org.rsvpplatform.database.HeldLogin;
import org.rsvpplatform.database.mysql.Paste;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;
import org.rsvpplatform.sandbox.process.Login;

/**
 * What MariaDB's fences by SQL cover, against clients that write all the time: an ordinary one, one
 * with its own settings, a superuser, and one whose login is in progress.
 */
@Sandboxed(failover = true)
class MysqlFencesTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration WATCHED = Duration.ofMillis(500);
    private static final String GROUP = MariadbPair.PRIMARY;
    private static final String OWN_SETTINGS = "SET SESSION TRANSACTION READ WRITE";

    private static final Login ORDINARY = Login.random("fenced_ordinary");
    private static final Login OWN = Login.random("fenced_own");
    private static final Login SUPERUSER = Login.random("fenced_superuser");
    private static final Login LATE = Login.random("fenced_late");
    private static final Login ADMINISTRATOR = Login.random("fenced_administrator");
    private static final List<Login> SUPERUSERS = List.of(SUPERUSER, LATE);

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private GroupUnderWatch group;

    @BeforeEach
    void let_the_clients_in(MariadbPair pair) {
        MariadbServer primary = pair.primary();
        primary.sql("CREATE DATABASE fenced; CREATE TABLE fenced.written (client text, n bigint)");
        for (Login login : List.of(ORDINARY, OWN)) {
            primary.sql(
                    "CREATE USER %1$s@'%%' IDENTIFIED BY '%2$s'; GRANT INSERT ON fenced.* TO %1$s@'%%'"
                            .formatted(login.user(), login.password()));
        }
        for (Login login : SUPERUSERS) {
            primary.sql(
                    "CREATE USER %1$s@'%%' IDENTIFIED BY '%2$s'; GRANT ALL ON *.* TO %1$s@'%%'"
                            .formatted(login.user(), login.password()));
        }
    }

    @AfterEach
    void close(MariadbPair pair) throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        if (group != null) {
            group.close();
        }
        pair.heal();
        MariadbServer primary = pair.primary();
        primary.sql("DROP DATABASE IF EXISTS fenced");
        primary.sql("DROP USER IF EXISTS %s@'127.0.0.%%'".formatted(ADMINISTRATOR.user()));
        for (Login login : List.of(ORDINARY, OWN, SUPERUSER, LATE)) {
            primary.sql("DROP USER IF EXISTS %s@'%%'".formatted(login.user()));
        }
    }

    @Test
    void locked_accounts_are_out_even_with_a_login_in_progress_and_a_lift_lets_them_in(
            MariadbPair pair) throws Exception {
        watch(Watched.with(pair).administrated(), "fence: accounts");
        List<FencedWriter> covered = covered(pair);
        HeldLogin held = kept(new HeldLogin(pair.primary().directPort(), 0));
        FencedWriter late = kept(client(LATE, held.port(), ""));
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        assertThat(group.fenced()).returns(true, GuardReport::holds);
        Fence fence = group.switchover().fence();

        String raised = fence.raise();

        held.release();
        assertThat(raised).contains("mysql is read-only", "backup-mysql has all of it");
        assertNothingIsWritten(pair, covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThat(fence.leavesOpen()).contains("events");
        assertThat(asAdministrator(pair, "SELECT count(*) FROM rsvp_probe.locked"))
                .isNotEqualTo("0");
        fence.raise();

        fence.lift();

        covered.forEach(FencedWriter::awaitWrites);
        late.awaitWrites();
        assertThat(pair.primary().value("SELECT count(*) FROM rsvp_probe.locked")).isEqualTo("0");
    }

    @Tag("full")
    @Test
    void a_switchover_behind_locked_accounts_loses_nothing_and_lets_them_in_on_the_new_primary(
            MariadbPair pair) {
        watch(Watched.with(pair).administrated(), "fence: accounts");
        List<FencedWriter> writers =
                List.of(writer(pair, ORDINARY, ""), writer(pair, SUPERUSER, OWN_SETTINGS));
        writers.forEach(FencedWriter::awaitWrites);

        RunDocument run =
                group.call("providers:failover", "target", "database", "to", MariadbPair.REPLICA);

        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        writers.forEach(FencedWriter::close);
        for (FencedWriter writer : writers) {
            assertThat(
                            pair.replica()
                                    .value(
                                            "SELECT count(*) FROM fenced.written WHERE client = '%s'"
                                                    .formatted(writer.user())))
                    .satisfies(
                            count ->
                                    assertThat(Integer.parseInt(count))
                                            .isGreaterThanOrEqualTo(writer.acknowledged().size()));
        }
        assertThat(pair.replica().value("SELECT count(*) FROM rsvp_probe.locked")).isEqualTo("0");
        try (FencedWriter after = client(SUPERUSER, pair.replica().directPort(), "")) {
            after.awaitWrites();
        }
    }

    @Tag("full")
    @Test
    void a_shutdown_leaves_nobody_in(MariadbPair pair) throws Exception {
        watch(Watched.with(pair).administrated(), "fence: shutdown");
        List<FencedWriter> covered = covered(pair);
        HeldLogin held = kept(new HeldLogin(pair.primary().directPort(), 0));
        FencedWriter late = kept(client(LATE, held.port(), ""));
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();

        group.switchover().fence().raise();

        held.release();
        covered.forEach(FencedWriter::awaitFailure);
        late.awaitFailure();
        List<Integer> acknowledged = covered.stream().map(w -> w.acknowledged().size()).toList();
        await().during(WATCHED)
                .atMost(SOON)
                .until(
                        () ->
                                covered.stream()
                                        .map(w -> w.acknowledged().size())
                                        .toList()
                                        .equals(acknowledged));
        assertThat(late.acknowledged()).isEmpty();
        await().atMost(SOON).until(() -> pair.primary().pids().isEmpty());
    }

    @Tag("full")
    @Test
    void the_printed_lines_are_enough_to_promote(MariadbPair pair) {
        administratorOf(pair);
        watchAs(pair, "auto: true, antiFlap: 1ms");
        assertThat(group.guard("administrator may promote").evidence())
                .contains("READ_ONLY ADMIN", "REPLICATION SLAVE ADMIN");
        Paste.admin(
                pair.primary(),
                group.grants().stream()
                        .map(line -> line.replaceFirst("^CREATE USER.*", ""))
                        .toList());
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(group.guard("administrator may promote"))
                                        .returns(true, GuardReport::holds));

        pair.breakWith("kill");

        group.awaitActive(MariadbPair.REPLICA);
    }

    private static void administratorOf(MariadbPair pair) {
        pair.primary()
                .sql(
                        "CREATE USER %s@'127.0.0.%%' IDENTIFIED BY '%s'"
                                .formatted(ADMINISTRATOR.user(), ADMINISTRATOR.password()));
    }

    private void watchAs(MariadbPair pair, String failover) {
        watch(
                Watched.with(pair)
                        .set(
                                "administrator",
                                "{ user: %s, password: %s }"
                                        .formatted(ADMINISTRATOR.user(), ADMINISTRATOR.password())),
                failover);
    }

    /** As a managed database: its own protocol promotes nothing, its provider's interface does. */
    @Tag("full")
    @Test
    void a_hook_promotes_where_the_administrator_may_not(MariadbPair pair) {
        administratorOf(pair);
        pair.primary()
                .sql(
                        "GRANT SELECT, INSERT, UPDATE ON rsvp_probe.epoch TO %s@'127.0.0.%%'"
                                .formatted(ADMINISTRATOR.user()));
        try (Hooks hooks = new Hooks(pair.primary(), pair.replica())) {
            watchAs(pair, "auto: true, " + hooks.promote());

            pair.breakWith("kill");

            group.awaitActive(MariadbPair.REPLICA);
        }
        assertThat(pair.replica().value("SELECT max(epoch) FROM rsvp_probe.epoch")).isEqualTo("2");
    }

    /** It may still come about: two that take writes are worse than none. */
    @Tag("full")
    @Test
    void a_hook_that_has_not_promoted_in_time_lets_nobody_go(MariadbPair pair) throws Exception {
        try (Hooks hooks = new Hooks(pair.primary(), pair.replica())) {
            watch(Watched.with(pair).administrated(), "auto: false, " + hooks.failing());
            Promotion promotion = group.switchover().promotion();

            assertThatThrownBy(promotion::promote).isInstanceOf(RunFailed.class);

            assertThat(promotion.reached()).isEqualTo(Promotion.Reached.UNKNOWN);
        }
    }

    /** Nobody who is bound by read_only can write, but by way of somebody who is not. */
    @Tag("full")
    @Test
    void a_routine_that_runs_with_the_rights_of_a_superuser_is_named_as_left_open(MariadbPair pair)
            throws Exception {
        pair.primary()
                .sql(
                        "CREATE DEFINER = %1$s@'%%' PROCEDURE fenced.pass () SQL SECURITY DEFINER INSERT INTO fenced.written VALUES ('passed', 1); GRANT EXECUTE ON fenced.* TO %2$s@'%%'"
                                .formatted(SUPERUSER.user(), ORDINARY.user()));
        watch(Watched.with(pair).administrated(), "fence: accounts");
        Fence fence = group.switchover().fence();

        fence.raise();

        try (Connection session = connection(ORDINARY, pair.primary().directPort());
                Statement statement = session.createStatement()) {
            statement.execute("CALL fenced.pass()");
        }
        assertThat(rows(pair)).isEqualTo("1");
        assertThat(fence.leavesOpen()).contains("routines");
        fence.lift();
    }

    /** Nothing else keeps it from that: it is well, and no commit waits for the replica. */
    @Tag("full")
    @Test
    void a_primary_that_is_forced_past_without_a_hook_is_fenced_all_the_same(MariadbPair pair) {
        pair.breakWith("async");
        watch(Watched.with(pair).administrated(), "fence: accounts");
        FencedWriter writer = writer(pair, ORDINARY, "");
        writer.awaitWrites();

        RunDocument forced = group.agree("providers:force-failover", "target", "database");

        assertThat(forced.state()).as(forced.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(MariadbPair.REPLICA);
        writer.awaitFailure();
        assertThat(pair.primary().pids()).isNotEmpty();
    }

    @Tag("full")
    @Test
    void a_primary_that_says_itself_that_it_takes_no_writes_is_fenced_and_followed_without_a_hook(
            MariadbPair pair) {
        watch(Watched.with(pair).administrated(), "auto: true");

        pair.breakWith("read-only");

        group.awaitActive(MariadbPair.REPLICA);
        await().atMost(SOON).until(() -> pair.primary().pids().isEmpty());
    }

    @Tag("full")
    @Test
    void an_administrator_without_rights_is_told_what_a_fence_takes_and_the_lines_give_it(
            MariadbPair pair) {
        administratorOf(pair);
        watchAs(pair, "fence: accounts");

        GuardReport guard = group.fenced();

        assertThat(guard.holds()).isFalse();
        assertThat(guard.evidence())
                .contains(
                        "accounts takes READ_ONLY ADMIN, CREATE USER, CONNECTION ADMIN, PROCESS,"
                                + " rsvp_probe.account and rsvp_probe.locked");
        assertThat(guard.unblock()).contains("./rsvp providers:grants mysql");

        Paste.admin(
                pair.primary(),
                group.grants().stream()
                        .map(line -> line.replaceFirst("^-- GRANT", "GRANT"))
                        .map(line -> line.replaceFirst("^CREATE USER.*", ""))
                        .toList());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(group.fenced()).returns(true, GuardReport::holds));
    }

    @Tag("full")
    @Test
    void who_is_not_bound_by_read_only_is_named_where_that_fences(MariadbPair pair) {
        watch(Watched.with(pair).administrated(), "auto: false");

        pair.breakWith("kill");

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(group.fenced().evidence())
                                        .contains(
                                                "read_only does not bind",
                                                "'%s'@'%%'".formatted(SUPERUSER.user()))
                                        .doesNotContain(ORDINARY.user()));
    }

    /** Neither committed nor acknowledged, once each has met the fence. */
    private static void assertNothingIsWritten(
            MariadbPair pair, List<FencedWriter> covered, FencedWriter late) {
        covered.forEach(FencedWriter::awaitFailure);
        late.awaitFailure();
        String rows = rows(pair);
        await().during(WATCHED).atMost(SOON).until(() -> rows(pair).equals(rows));
    }

    private static String rows(MariadbPair pair) {
        return asAdministrator(pair, "SELECT count(*) FROM fenced.written");
    }

    /** The sandbox's own way in is an account like the others, and locked. */
    private static String asAdministrator(MariadbPair pair, String query) {
        Login admin = pair.primary().logins().admin();
        try (Connection session = connection(admin, pair.primary().directPort());
                Statement statement = session.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    private static FencedWriter client(Login login, int port, String first) {
        return new FencedWriter(login.user(), () -> connection(login, port), first);
    }

    private static Connection connection(Login login, int port) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("sslMode", "disable");
        properties.setProperty("connectTimeout", "2000");
        properties.setProperty("socketTimeout", "2000");
        return new Driver().connect("jdbc:mariadb://127.0.0.1:" + port, properties);
    }

    private List<FencedWriter> covered(MariadbPair pair) {
        return List.of(
                writer(pair, ORDINARY, ""),
                writer(pair, OWN, OWN_SETTINGS),
                writer(pair, SUPERUSER, OWN_SETTINGS));
    }

    private FencedWriter writer(MariadbPair pair, Login login, String first) {
        return kept(client(login, pair.primary().directPort(), first));
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    private void watch(Watched.Setup setup, String failover) {
        group = new GroupUnderWatch(setup.yaml(), GROUP, failover, folder);
    }
}
