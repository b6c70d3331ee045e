package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.rsvpplatform.database.FencedWriter;
import org.rsvpplatform.database.HeldLogin;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Rig;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Successor;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.process.Login;

/**
 * What fences by SQL cover, against clients that write all the time: an ordinary one, one with its
 * own settings, a superuser, one of logical replication, and one whose login is in progress.
 */
@Sandboxed
class PostgresFencesTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration WATCHED = Duration.ofMillis(500);
    private static final String GROUP = PostgresPair.PRIMARY;
    private static final String OWN_SETTINGS =
            "SET default_transaction_read_only = off; SET synchronous_commit = local";

    private static final Login ORDINARY = Login.random("fenced_ordinary");
    private static final Login OWN = Login.random("fenced_own");
    private static final Login SUPERUSER = Login.random("fenced_superuser");
    private static final Login REPLICATION = Login.random("fenced_replication");
    private static final Login LATE = Login.random("fenced_late");
    private static final Login LATE_SUPERUSER = Login.random("fenced_late_superuser");
    private static final Login ADMINISTRATOR = Login.random("fenced_administrator");

    private static final Map<Login, String> ROLES = new LinkedHashMap<>();

    static {
        ROLES.put(ORDINARY, "");
        ROLES.put(OWN, "");
        ROLES.put(SUPERUSER, "SUPERUSER");
        ROLES.put(REPLICATION, "REPLICATION");
        ROLES.put(LATE, "");
        ROLES.put(LATE_SUPERUSER, "SUPERUSER");
        ROLES.put(ADMINISTRATOR, "");
    }

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ProbedDomain domain;
    private Rig rig;

    @BeforeEach
    void let_the_clients_in(PostgresPair pair) {
        PostgresServer primary = pair.primary();
        primary.sql("CREATE SCHEMA fenced CREATE TABLE written (client text, n bigint)");
        ROLES.forEach(
                (login, attributes) ->
                        primary.sql(
                                "CREATE ROLE %1$s LOGIN %2$s PASSWORD '%3$s'; GRANT USAGE ON SCHEMA fenced TO %1$s; GRANT INSERT ON fenced.written TO %1$s"
                                        .formatted(login.user(), attributes, login.password())));
        openDoor(primary);
        openDoor(pair.standby());
    }

    private static void openDoor(PostgresServer server) {
        server.shell("echo 'host all all 127.0.0.1/32 scram-sha-256' >> \"$PGDATA/pg_hba.conf\"");
        server.sql("SELECT pg_reload_conf()");
    }

    @AfterEach
    void close(PostgresPair pair) throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        if (domain == null) {
            return;
        }
        boolean switched = !active().equals(PostgresPair.PRIMARY);
        domain.close();
        rig.close();
        if (switched) {
            return; // a pair that has failed over is made anew
        }
        pair.heal();
        pair.primary()
                .sql(
                        ROLES.keySet().stream()
                                .map(
                                        login ->
                                                "DROP OWNED BY %1$s; DROP ROLE %1$s"
                                                        .formatted(login.user()))
                                .collect(
                                        Collectors.joining(
                                                "; ", "DROP SCHEMA fenced CASCADE; ", "")));
    }

    @Test
    void pg_hba_lets_nobody_in_not_even_a_superuser_or_a_login_in_progress(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: hba");
        List<FencedWriter> covered =
                List.of(
                        writer(pair, ORDINARY, ""),
                        writer(pair, OWN, OWN_SETTINGS),
                        writer(pair, SUPERUSER, OWN_SETTINGS),
                        replication(pair));
        HeldLogin held = held(pair);
        FencedWriter late = late(held, LATE_SUPERUSER);
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        String before = Files.readString(pair.primary().dataDirectory().resolve("pg_hba.conf"));
        Fence fence = fence();

        fence.raise();

        held.release();
        assertNothingIsWritten(pair, covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThat(fence.leavesOpen()).contains("have said nothing yet", "subscriptions");
        fence.raise();

        fence.lift();

        covered.forEach(FencedWriter::awaitWrites);
        late.awaitWrites();
        assertThat(pair.primary().dataDirectory().resolve("pg_hba.conf")).hasContent(before);
        assertThat(fence.lift()).isEqualTo("pg_hba.conf is as it was");
    }

    @Test
    void locked_roles_are_out_and_superusers_are_named_as_left_open(PostgresPair pair)
            throws Exception {
        watch(pair, "fence: roles");
        FencedWriter superuser = writer(pair, SUPERUSER, OWN_SETTINGS);
        List<FencedWriter> covered =
                List.of(writer(pair, ORDINARY, ""), writer(pair, OWN, OWN_SETTINGS));
        HeldLogin held = held(pair);
        FencedWriter late = late(held, LATE);
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        Fence fence = fence();

        fence.raise();

        held.release();
        assertNothingIsWritten(pair, covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThat(fence.leavesOpen()).startsWith("superusers");
        superuser.awaitWrites();
        fence.raise();

        fence.lift();

        covered.forEach(FencedWriter::awaitWrites);
        late.awaitWrites();
    }

    @Tag("full")
    @Test
    void a_shutdown_leaves_nobody_in(PostgresPair pair) throws Exception {
        watch(pair, "fence: shutdown");
        List<FencedWriter> covered =
                List.of(
                        writer(pair, ORDINARY, ""),
                        writer(pair, OWN, OWN_SETTINGS),
                        writer(pair, SUPERUSER, OWN_SETTINGS),
                        replication(pair));
        HeldLogin held = held(pair);
        FencedWriter late = late(held, LATE_SUPERUSER);
        covered.forEach(FencedWriter::awaitWrites);
        held.awaitPrompt();
        Fence fence = fence();

        fence.raise();

        held.release();
        assertNothingIsAcknowledged(covered, late);
        assertThat(late.acknowledged()).isEmpty();
        assertThatThrownBy(fence::lift)
                .isInstanceOf(RunFailed.class)
                .hasMessageContaining("remove standby.signal");

        pair.heal();
        openDoor(pair.primary());

        fence.lift();
        covered.forEach(FencedWriter::awaitWrites);
    }

    @Tag("full")
    @Test
    void where_authentication_timeout_is_short_pg_hba_waits_for_those_who_have_said_nothing(
            PostgresPair pair) throws Exception {
        pair.primary().sql("ALTER SYSTEM SET authentication_timeout = '1s'");
        pair.primary().sql("SELECT pg_reload_conf()");
        watch(pair, "fence: hba");
        FencedWriter ordinary = writer(pair, ORDINARY, "");
        ordinary.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsWritten(pair, List.of(ordinary), ordinary);
        assertThat(fence.leavesOpen()).doesNotContain("have said nothing yet");
        fence.lift();
        pair.primary().sql("ALTER SYSTEM RESET authentication_timeout");
    }

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
    }

    @Tag("full")
    @Test
    void a_switchover_behind_a_shutdown_loses_nothing(PostgresPair pair) {
        switchOver(pair, "fence: best");

        assertThat(pair.primary().pids()).isEmpty();
    }

    @Tag("full")
    @Test
    void a_primary_that_tells_of_its_full_disk_is_fenced_and_followed(PostgresPair pair) {
        watch(pair, "auto: true");
        rig.considerAllTheTime();

        pair.breakWith("disk-full");

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(active())
                                        .as(rig.explain(GROUP).toString())
                                        .isEqualTo(PostgresPair.STANDBY));
    }

    @Test
    void an_administrator_without_rights_is_told_the_lines_that_give_them(PostgresPair pair) {
        watch(administrated(pair), "auto: false");

        GuardReport guard = fenced();

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
    void the_printed_lines_are_enough_to_lock_roles(PostgresPair pair) throws Exception {
        watch(administrated(pair), "auto: false");
        pair.primary().sql(printed().collect(Collectors.joining("\n")));
        await().atMost(SOON).untilAsserted(() -> assertThat(fenced().holds()).isTrue());
        FencedWriter ordinary = writer(pair, ORDINARY, "");
        ordinary.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsWritten(pair, List.of(ordinary), ordinary);
        fence.lift();
        ordinary.awaitWrites();
    }

    @Tag("full")
    @Test
    void the_lines_for_pg_hba_are_enough_for_it_and_open_sessions_of_superusers_are_named(
            PostgresPair pair) throws Exception {
        watch(administrated(pair), "fence: hba");
        pair.primary()
                .sql(
                        printed()
                                .map(line -> line.replaceFirst("^-- GRANT", "GRANT"))
                                .collect(Collectors.joining("\n")));
        await().atMost(SOON).untilAsserted(() -> assertThat(fenced().holds()).isTrue());
        FencedWriter ordinary = writer(pair, ORDINARY, "");
        ordinary.awaitWrites();
        Fence fence = fence();

        fence.raise();

        assertNothingIsAcknowledged(List.of(ordinary), ordinary);
        assertThat(fence.leavesOpen())
                .contains("sessions of superusers that are open already", "logins in progress");
        fence.lift();
        ordinary.awaitWrites();
    }

    @Tag("full")
    @Test
    void a_word_that_names_no_fence_is_told_the_words_that_do(PostgresPair pair) {
        watch(pair, "fence: wall");

        assertThat(fenced().holds()).isFalse();
        assertThat(fenced().unblock()).contains("one of best, shutdown, hba, roles");
    }

    private void switchOver(PostgresPair pair, String failover) {
        watch(pair, failover);
        List<FencedWriter> writers =
                List.of(writer(pair, ORDINARY, ""), writer(pair, OWN, OWN_SETTINGS));
        writers.forEach(FencedWriter::awaitWrites);

        RunDocument run =
                rig.call("providers:failover", "target", "database", "to", PostgresPair.STANDBY);

        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(active()).isEqualTo(PostgresPair.STANDBY);
        writers.forEach(FencedWriter::close);
        for (FencedWriter writer : writers) {
            assertThat(
                            pair
                                    .standby()
                                    .rows(
                                            "SELECT n FROM fenced.written WHERE client = '%s'"
                                                    .formatted(writer.user()))
                                    .stream()
                                    .map(row -> Long.parseLong(row.getFirst())))
                    .containsAll(writer.acknowledged());
        }
        try (FencedWriter after = client(ORDINARY, pair.standby().directPort(), "", false)) {
            after.awaitWrites();
        }
    }

    /** Neither committed nor acknowledged, once each has met the fence. */
    private static void assertNothingIsWritten(
            PostgresPair pair, List<FencedWriter> covered, FencedWriter late) {
        String rows = rows(pair, covered, late);
        assertNothingIsAcknowledged(covered, late);
        assertThat(rows(pair, covered, late)).isEqualTo(rows);
    }

    private static void assertNothingIsAcknowledged(List<FencedWriter> covered, FencedWriter late) {
        covered.forEach(FencedWriter::awaitFailure);
        late.awaitFailure();
        List<Integer> acknowledged = acknowledged(covered, late);
        await().during(WATCHED)
                .atMost(SOON)
                .until(() -> acknowledged(covered, late).equals(acknowledged));
    }

    private static List<Integer> acknowledged(List<FencedWriter> covered, FencedWriter late) {
        List<Integer> sizes = new ArrayList<>();
        covered.forEach(writer -> sizes.add(writer.acknowledged().size()));
        sizes.add(late.acknowledged().size());
        return sizes;
    }

    private static String rows(PostgresPair pair, List<FencedWriter> covered, FencedWriter late) {
        List<String> users = new ArrayList<>(List.of(late.user()));
        covered.forEach(writer -> users.add(writer.user()));
        return pair.primary()
                .value(
                        "SELECT count(*) FROM fenced.written WHERE client IN ('%s')"
                                .formatted(String.join("', '", users)));
    }

    private static FencedWriter client(Login login, int port, String first, boolean replication) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, login.user());
        PGProperty.PASSWORD.set(properties, login.password());
        PGProperty.SSL_MODE.set(properties, "disable");
        PGProperty.CONNECT_TIMEOUT.set(properties, "2");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        if (replication) {
            PGProperty.REPLICATION.set(properties, "database");
            PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.4");
        }
        String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, PostgresServer.DATABASE);
        return new FencedWriter(login.user(), () -> new Driver().connect(url, properties), first);
    }

    private FencedWriter writer(PostgresPair pair, Login login, String first) {
        return kept(client(login, pair.primary().directPort(), first, false));
    }

    private FencedWriter replication(PostgresPair pair) {
        return kept(client(REPLICATION, pair.primary().directPort(), "", true));
    }

    private HeldLogin held(PostgresPair pair) {
        return kept(new HeldLogin(pair.primary().directPort(), 1));
    }

    private FencedWriter late(HeldLogin held, Login login) {
        return kept(client(login, held.port(), "", false));
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    private Fence fence() {
        Succession succession =
                new Succession(
                        Verb.SWITCHOVER,
                        provider(PostgresPair.PRIMARY),
                        provider(PostgresPair.STANDBY),
                        2);
        Successor standby = (Successor) domain.watch().backend(PostgresPair.STANDBY).orElseThrow();
        return standby.takeOver(
                        succession,
                        domain.watch().backend(PostgresPair.PRIMARY).orElseThrow(),
                        domain.watch().settings(GROUP),
                        "unknown")
                .fence();
    }

    private Provider provider(String name) {
        return domain.watch().providers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String active() {
        return domain.watch().appointment(GROUP).map(Appointment::provider).orElse("nobody");
    }

    private GuardReport fenced() {
        return guard("the active one is fenced first");
    }

    private GuardReport guard(String name) {
        return rig.explain(GROUP).guards().stream()
                .filter(guard -> guard.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What {@code providers:grants} prints. */
    private Stream<String> printed() {
        return domain.watch().backend(PostgresPair.PRIMARY).orElseThrow().grants().stream();
    }

    private void watch(PostgresPair pair, String failover) {
        watch(Checkup.with(pair).administrated(), failover);
    }

    private static Checkup.Setup administrated(PostgresPair pair) {
        return Checkup.with(pair)
                .set(
                        "administrator",
                        "{ user: %s, password: %s }"
                                .formatted(ADMINISTRATOR.user(), ADMINISTRATOR.password()));
    }

    private void watch(Checkup.Setup setup, String failover) {
        domain =
                ProbedDomain.scheduled(
                        setup.yaml()
                                + "  groups:\n    postgresql: { failover: { %s } }\n"
                                        .formatted(failover));
        rig = new Rig(domain.watch(), ProbedDomain.catalogue(), folder, Clock.systemUTC());
        for (String provider : List.of(PostgresPair.PRIMARY, PostgresPair.STANDBY)) {
            await().atMost(SOON)
                    .until(() -> domain.watch().board().state(provider).orElse(null) == State.UP);
        }
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(guard("standby follows this primary"))
                                        .extracting(GuardReport::holds)
                                        .as(rig.explain(GROUP).toString())
                                        .isEqualTo(true));
    }
}
