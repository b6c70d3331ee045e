package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.database.command.Rejoin;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.Plan;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.failover.Rig;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.proxy.Ports;

/** A primary that comes back after a failover is fenced, and becomes a standby. */
@Sandboxed
class PostgresReturnTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Several times what it takes (docs/failover.md): tests share a machine. */
    private static final Duration FENCED_WITHIN = Duration.ofSeconds(1);

    private static final String GROUP = PostgresPair.PRIMARY;

    @TempDir Path folder;

    private PostgresPair pair;
    private PostgresServer former;
    private ProbedDomain domain;
    private Rig rig;
    private HttpServer hook;

    @BeforeEach
    void open(PostgresPair sandbox) throws IOException {
        pair = sandbox;
        former = pair.primary();
        hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hook.createContext(
                "/fence",
                exchange -> {
                    former.fence();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        hook.createContext(
                "/rejoin",
                exchange -> {
                    byte[] kept =
                            former.rejoin()
                                    .map(Path::toString)
                                    .orElse("")
                                    .getBytes(StandardCharsets.UTF_8);
                    // The sandbox puts back what the promotion has taken; a hook need not.
                    successor().sql("ALTER SYSTEM SET synchronous_standby_names = ''");
                    successor().sql("SELECT pg_reload_conf()");
                    exchange.sendResponseHeaders(200, kept.length == 0 ? -1 : kept.length);
                    exchange.getResponseBody().write(kept);
                    exchange.close();
                });
        hook.start();
    }

    @AfterEach
    void close() {
        if (domain != null) {
            domain.close();
            rig.close();
        }
        hook.stop(0);
    }

    @Test
    void one_that_comes_back_writing_is_fenced_at_once_and_what_it_wrote_is_kept(
            PostgresPair sandbox) throws SQLException {
        former.sql("CREATE TABLE returned (n bigint); GRANT ALL ON returned TO rsvp");
        watch("auto: true, rejoin: { url: '%s' }".formatted(at("/rejoin")));
        failOver();

        long acknowledged;
        try (Writer writer = new Writer(former)) {
            startByHand();
            awaitFenced(1);
            acknowledged = writer.acknowledged();
            assertThat(former.dataDirectory().resolve("standby.signal")).exists();

            startByHand();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> former.value("SELECT pg_is_in_recovery()").equals("t"));
            long attempts = writer.attempts();
            await().atMost(SOON).until(() -> writer.attempts() > attempts + 3);
            assertThat(writer.acknowledged()).isEqualTo(acknowledged);
        }
        assertThat(rig.journalled("failover.split-brain"))
                .singleElement()
                .satisfies(
                        event ->
                                assertThat(event.message())
                                        .matches(
                                                ".*; postgresql wrote from [0-9A-F]+/[0-9A-F]+ to"
                                                    + " [0-9A-F]+/[0-9A-F]+ \\(\\d+ bytes\\) that"
                                                    + " backup-postgresql does not have"));

        String begun = successor().value("SELECT pg_postmaster_start_time()");
        RunDocument rejoined = rig.agree(new Rejoin(rig.rejoins()), "provider", GROUP);

        assertThat(rejoined.state()).as(rejoined.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(rejoined.result().path("diverged").asText()).startsWith("postgresql wrote from");
        assertThat(rejoined.result().path("synchronous").asText())
                .isEqualTo("commits of backup-postgresql wait for postgresql");
        assertThat(successor().value("SELECT sync_state FROM pg_stat_replication"))
                .isEqualTo("sync");
        assertThat(successor().value("SELECT pg_postmaster_start_time()")).isEqualTo(begun);
        awaitState(PostgresPair.PRIMARY, State.UP);
        assertThat(former.value("SELECT pg_is_in_recovery()")).isEqualTo("t");
        assertThat(former.value("SELECT count(*) FROM returned")).isEqualTo("0");
        assertThat(rowsOf(kept(rejoined))).isGreaterThanOrEqualTo(acknowledged);
    }

    @Tag("full")
    @Test
    void a_hook_ends_it_each_time_it_comes_back() {
        watch("auto: true, hook: { url: '%s' }".formatted(at("/fence")));
        failOver();

        startByHand();
        awaitFenced(1);
        assertThat(former.pids()).isEmpty();
        startByHand();
        awaitFenced(2);
        assertThat(former.pids()).isEmpty();
    }

    @Test
    void no_login_is_needed_for_the_look_before_the_fence() {
        watch("auto: true, hook: { url: '%s' }".formatted(at("/fence")));
        failOver();

        former.shell(
                "sed -i '1i host all \"%s\" all reject' \"$PGDATA/pg_hba.conf\""
                        .formatted(former.logins().admin().user()));
        startByHand();
        awaitFenced(1);
    }

    @Tag("full")
    @Test
    void an_observer_that_may_not_read_the_epoch_leaves_it_to_the_administrator() {
        former.sql("REVOKE SELECT ON rsvp_probe.epoch FROM rsvp_observer");
        watch("auto: true, hook: { url: '%s' }".formatted(at("/fence")));
        failOver();

        startByHand();
        awaitFenced(1);
    }

    @Tag("full")
    @Test
    void one_that_was_stopped_for_its_successor_needs_no_new_copy() {
        watch("auto: false, rejoin: { url: '%s' }".formatted(at("/rejoin")));
        RunDocument run =
                rig.call("providers:failover", "target", "database", "to", PostgresPair.STANDBY);
        assertThat(run.state()).as(run.toString()).isEqualTo(RunDocument.State.SUCCEEDED);

        RunDocument rejoined = rig.agree(new Rejoin(rig.rejoins()), "provider", GROUP);

        assertThat(rejoined.state()).as(rejoined.toString()).isEqualTo(RunDocument.State.SUCCEEDED);
        assertThat(rejoined.result().path("told").asText()).doesNotContain("aside");
        assertThat(former.log()).content().contains("received immediate shutdown request");
    }

    @Tag("full")
    @Test
    void without_a_hook_it_is_told_how_to_do_it_by_hand() {
        watch("auto: false");

        Plan plan = rig.rejoins().plan(PostgresPair.STANDBY);

        String lines = plan.blocked().getLast().unblock();
        assertThat(lines)
                .containsSubsequence(
                        "pg_ctl -D %s -m fast -w stop".formatted(pair.standby().dataDirectory()),
                        "cp -aL " + pair.standby().dataDirectory(),
                        "--source-server='host=127.0.0.1 port=%d user=%s dbname=postgres'"
                                .formatted(former.directPort(), former.logins().admin().user()),
                        "pg_basebackup -h 127.0.0.1 -p %d".formatted(former.directPort()))
                .doesNotContain(former.logins().admin().password());
        assertThatThrownBy(
                        () ->
                                rig.agree(
                                        new Rejoin(rig.rejoins()),
                                        "provider",
                                        PostgresPair.STANDBY))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("group postgresql has no failover.rejoin");
    }

    private String at(String path) {
        return "http://127.0.0.1:%d%s".formatted(hook.getAddress().getPort(), path);
    }

    /**
     * Straight to the servers: the links of the sandbox follow their servers only 10 times a
     * second.
     */
    private void watch(String failover) {
        String yaml =
                Checkup.with(pair)
                                .administrated()
                                .set("port", Integer.toString(former.directPort()))
                                .onStandby("port", Integer.toString(successor().directPort()))
                                .yaml()
                        + "  groups:\n    postgresql: { failover: { %s } }\n".formatted(failover);
        domain = ProbedDomain.scheduled(yaml);
        rig = new Rig(domain.watch(), ProbedDomain.catalogue(), folder, Clock.systemUTC());
        rig.considerAllTheTime();
        awaitState(PostgresPair.PRIMARY, State.UP);
        awaitState(PostgresPair.STANDBY, State.UP);
        await().atMost(SOON)
                .until(
                        () ->
                                rig.explain(GROUP).guards().stream()
                                        .filter(
                                                g ->
                                                        g.name()
                                                                .equals(
                                                                        "standby follows this"
                                                                                + " primary"))
                                        .allMatch(g -> g.holds()));
    }

    private PostgresServer successor() {
        return pair.servers().stream().filter(server -> server != former).findFirst().orElseThrow();
    }

    private void failOver() {
        pair.breakWith("kill");
        await().atMost(SOON)
                .until(
                        () ->
                                domain.watch()
                                        .appointment(GROUP)
                                        .map(Appointment::provider)
                                        .orElse("nobody")
                                        .equals(PostgresPair.STANDBY));
        await().atMost(SOON).until(() -> rig.latestRun().state().finished());
    }

    /**
     * As a supervisor would, who knows nothing of a failover. What was killed and is not reaped yet
     * keeps postmaster.pid busy.
     */
    private void startByHand() {
        former.shell("rm -f \"$PGDATA/postmaster.pid\"");
        former.shell("pg_ctl -D \"$PGDATA\" -l \"%s\" -W start".formatted(former.log()));
    }

    /** From its first answer to its fence, by the run's own times. */
    private void awaitFenced(int times) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(rig.journalled("failover.fenced"))
                                        .as(() -> rig.latestRun() + " " + rig.explain(GROUP))
                                        .hasSize(times));
        Event fenced = rig.journalled("failover.fenced").getLast();
        assertThat(
                        Duration.between(
                                Instant.parse(fenced.details().get("answeredAt")),
                                Instant.parse(fenced.details().get("fencedAt"))))
                .as("%s; %s", fenced.message(), rig.latestRun())
                .isLessThan(FENCED_WITHIN);
    }

    private void awaitState(String provider, State state) {
        await().atMost(SOON)
                .until(() -> domain.watch().board().state(provider).orElse(null) == state);
    }

    private static Path kept(RunDocument rejoined) {
        String told = rejoined.result().path("told").asText();
        return Path.of(told.substring(told.indexOf('/')));
    }

    /** Serves what was kept aside for a moment, as an operator would who wants the rows back. */
    private long rowsOf(Path kept) throws SQLException {
        int port = Ports.free();
        former.shell(
                "rm -f \"%1$s/standby.signal\" && pg_ctl -D \"%1$s\" -o '-p %2$d' -l \"%1$s/log\" -w start"
                        .formatted(kept, port));
        try (Connection connection = connect(former, port);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM returned")) {
            rows.next();
            return rows.getLong(1);
        } finally {
            former.shell("pg_ctl -D \"%s\" -m immediate stop".formatted(kept));
        }
    }

    private static Connection connect(PostgresServer server, int port) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.logins().admin().user());
        properties.setProperty("password", server.logins().admin().password());
        properties.setProperty("options", "-c synchronous_commit=local");
        properties.setProperty("sslmode", "disable");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, server.database()), properties);
    }

    /** A program that never stops trying to write, and waits for no standby. */
    private static final class Writer implements AutoCloseable {
        private static final long PAUSE_NANOS = 5_000_000;

        private final PostgresServer server;
        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicLong attempts = new AtomicLong();
        private final Thread thread;
        private volatile boolean ends;

        Writer(PostgresServer server) {
            this.server = server;
            this.thread = Thread.ofVirtual().start(this::write);
        }

        private void write() {
            while (!ends) {
                try (Connection connection = connect(server, server.directPort());
                        Statement statement = connection.createStatement()) {
                    attempts.incrementAndGet();
                    while (!ends) {
                        statement.execute(
                                "INSERT INTO returned VALUES (%d)".formatted(attempts.get()));
                        acknowledged.incrementAndGet();
                    }
                } catch (SQLException e) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        long acknowledged() {
            return acknowledged.get();
        }

        long attempts() {
            return attempts.get();
        }

        @Override
        public void close() {
            ends = true;
            await().atMost(SOON).until(() -> !thread.isAlive());
        }
    }
}
