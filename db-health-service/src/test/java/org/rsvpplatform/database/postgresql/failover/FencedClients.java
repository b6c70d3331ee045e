package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.rsvpplatform.database.FencedWriter;
import org.rsvpplatform.database.GroupUnderWatch;
import org.rsvpplatform.database.HeldLogin;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.process.Login;

/**
 * A pair under watch, and clients that write to it all the time: an ordinary one, one with its own
 * settings, a superuser, one of logical replication, and one whose login is in progress.
 */
abstract class FencedClients {
    static final Duration SOON = Duration.ofSeconds(15);
    static final Duration WATCHED = Duration.ofMillis(500);
    static final String GROUP = PostgresPair.PRIMARY;
    static final String OWN_SETTINGS =
            "SET default_transaction_read_only = off; SET synchronous_commit = local";

    static final Login ORDINARY = Login.random("fenced_ordinary");
    static final Login OWN = Login.random("fenced_own");
    static final Login SUPERUSER = Login.random("fenced_superuser");
    static final Login REPLICATION = Login.random("fenced_replication");
    static final Login LATE = Login.random("fenced_late");
    static final Login LATE_SUPERUSER = Login.random("fenced_late_superuser");
    static final Login ADMINISTRATOR = Login.random("fenced_administrator");

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
    GroupUnderWatch group;

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

    static void openDoor(PostgresServer server) {
        server.shell("echo 'host all all 127.0.0.1/32 scram-sha-256' >> \"$PGDATA/pg_hba.conf\"");
        server.sql("SELECT pg_reload_conf()");
    }

    @AfterEach
    void close(PostgresPair pair) throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        if (group == null) {
            return;
        }
        boolean switched = !group.active().equals(PostgresPair.PRIMARY);
        group.close();
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

    void switchOver(PostgresPair pair, String failover) {
        watch(pair, failover);
        List<FencedWriter> writers =
                List.of(writer(pair, ORDINARY, ""), writer(pair, OWN, OWN_SETTINGS));
        writers.forEach(FencedWriter::awaitWrites);

        RunDocument run =
                group.call("providers:failover", "target", "database", "to", PostgresPair.STANDBY);

        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(group.active()).isEqualTo(PostgresPair.STANDBY);
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
    static void assertNothingIsWritten(
            PostgresPair pair, List<FencedWriter> covered, FencedWriter late) {
        String rows = rows(pair, covered, late);
        assertNothingIsAcknowledged(covered, late);
        assertThat(rows(pair, covered, late)).isEqualTo(rows);
    }

    static void assertNothingIsAcknowledged(List<FencedWriter> covered, FencedWriter late) {
        covered.forEach(FencedWriter::awaitFailure);
        late.awaitFailure();
        List<Integer> acknowledged = acknowledged(covered, late);
        await().during(WATCHED)
                .atMost(SOON)
                .until(() -> acknowledged(covered, late).equals(acknowledged));
    }

    static List<Integer> acknowledged(List<FencedWriter> covered, FencedWriter late) {
        List<Integer> sizes = new ArrayList<>();
        covered.forEach(writer -> sizes.add(writer.acknowledged().size()));
        sizes.add(late.acknowledged().size());
        return sizes;
    }

    static String rows(PostgresPair pair, List<FencedWriter> covered, FencedWriter late) {
        List<String> users = new ArrayList<>(List.of(late.user()));
        covered.forEach(writer -> users.add(writer.user()));
        return pair.primary()
                .value(
                        "SELECT count(*) FROM fenced.written WHERE client IN ('%s')"
                                .formatted(String.join("', '", users)));
    }

    static FencedWriter client(Login login, int port, String first, boolean replication) {
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

    FencedWriter writer(PostgresPair pair, Login login, String first) {
        return kept(client(login, pair.primary().directPort(), first, false));
    }

    FencedWriter replication(PostgresPair pair) {
        return kept(client(REPLICATION, pair.primary().directPort(), "", true));
    }

    HeldLogin held(PostgresPair pair) {
        return kept(new HeldLogin(pair.primary().directPort(), 1));
    }

    FencedWriter late(HeldLogin held, Login login) {
        return kept(client(login, held.port(), "", false));
    }

    <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    Fence fence() {
        return group.switchover().fence();
    }

    void watch(PostgresPair pair, String failover) {
        watch(Checkup.with(pair).administrated(), failover);
    }

    static Checkup.Setup administrated(PostgresPair pair) {
        return Checkup.with(pair)
                .set(
                        "administrator",
                        "{ user: %s, password: %s }"
                                .formatted(ADMINISTRATOR.user(), ADMINISTRATOR.password()));
    }

    void watch(Checkup.Setup setup, String failover) {
        group = GroupUnderWatch.unattended(setup.yaml(), GROUP, failover, folder);
    }
}
