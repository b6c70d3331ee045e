package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sandbox's groups fail over by themselves, under load: the short form of bench failover. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** How long all is well before a loss. */
    private static final Duration CALM = Duration.ofSeconds(1);

    /** At full speed they leave a service that starts beside them no CPU on a small machine. */
    private static final Duration REST = Duration.ofMillis(5);

    private static final int AGENT = freePort();

    /** Where programs find who is the active one. */
    @TempDir static Path pointed;

    private static Suite suite;

    @BeforeAll
    static void start() {
        suite =
                new Suite(
                        List.of(),
                        Map.of(
                                "RSVP_POINTER_AGENT_PORT",
                                Integer.toString(AGENT),
                                "RSVP_POINTER_DIRECTORY",
                                pointed.toString()));
    }

    @AfterAll
    static void stop() {
        suite.close();
    }

    @Test
    @Order(1)
    void mariadb_is_killed_under_load_and_no_acknowledged_write_is_lost() throws SQLException {
        try (Pointer pointer = new Pointer(suite, "mysql")) {
            Drill.Result result =
                    new Drill(suite, Drill.Pair.MARIADB, Footing.USUAL, pointer, CALM, REST)
                            .lost(List.of("kill"), "kill");

            assertThat(result.wrongs()).isEmpty();
            assertThat(result.acknowledged()).isPositive();
        }
    }

    @Test
    @Order(2)
    void postgresql_is_killed_under_load_without_a_gateway_and_no_acknowledged_write_is_lost()
            throws SQLException {
        try (Pointer pointer = new Pointer(suite, "postgresql")) {
            Drill.Result result =
                    new Drill(suite, Drill.Pair.POSTGRESQL, Footing.USUAL, pointer, CALM, REST)
                            .lostWithoutTheGateway("kill");

            assertThat(result.wrongs()).isEmpty();
            assertThat(result.acknowledged()).isPositive();
        }
    }

    /** It never hears the primary: what it was like stands in the store. */
    @Tag("full")
    @Test
    @Order(5)
    void a_primary_that_dies_while_the_service_is_away_is_followed_all_the_same()
            throws SQLException {
        try (Pointer pointer = new Pointer(suite, "postgresql")) {
            Drill.Result result =
                    new Drill(suite, Drill.Pair.POSTGRESQL, Footing.USUAL, pointer, CALM, REST)
                            .lostWithoutTheService("away");

            assertThat(result.wrongs()).isEmpty();
        }
    }

    /**
     * Whatever it had begun, the one that is started again brings it to its end. Here at the steps
     * that leave most to do; {@code ./rsvp bench failover} does it at each, {@code
     * kit.act.failover.UnfinishedFailoverTest} with a scripted domain at each act.
     */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"POSTGRESQL, promote", "MARIADB, fence", "POSTGRESQL, verify"})
    @Order(6)
    void the_service_may_be_killed_in_the_middle_of_a_failover(Drill.Pair pair, String step)
            throws SQLException {
        try (Pointer pointer = new Pointer(suite, pair.group())) {
            Drill.Result result =
                    new Drill(suite, pair, Footing.USUAL, pointer, CALM, REST)
                            .lostWithTheService(step, "killed-" + step);

            assertThat(result.wrongs()).isEmpty();
        }
    }

    /** What the primary was like is known from the store, and the standby is not heard yet. */
    @Tag("full")
    @ParameterizedTest
    @EnumSource(Drill.Pair.class)
    @Order(7)
    void the_service_may_be_killed_in_a_promotion_that_no_hook_guards(Drill.Pair pair)
            throws SQLException {
        Footing footing = Footing.NO_HOOK;
        try (Configuration.Changed _ = footing.on(suite, pair.group());
                Pointer pointer = new Pointer(suite, pair.group())) {
            Drill.Result result =
                    new Drill(suite, pair, footing, pointer, CALM, REST)
                            .lostWithTheService("promote", "no-hook");

            assertThat(result.wrongs()).isEmpty();
        }
    }

    /** Programs write there until its hook has ended it. */
    @Tag("full")
    @ParameterizedTest
    @EnumSource(Drill.Pair.class)
    @Order(8)
    void one_that_only_its_programs_reach_loses_no_more_than_was_said(Drill.Pair pair)
            throws SQLException {
        Footing footing = Footing.ASYNCHRONOUS;
        try (Configuration.Changed _ = footing.on(suite, pair.group());
                Pointer pointer = new Pointer(suite, pair.group())) {
            Drill.Result result =
                    new Drill(suite, pair, footing, pointer, CALM, REST)
                            .lost(Drill.CUT_OFF_FROM_US, "alone");

            assertThat(result.wrongs()).isEmpty();
            assertThat(result.lost()).isPositive();
        }
    }

    /** Each once, and half as fast; the bench does each twenty times. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, kill-postmaster",
        "POSTGRESQL, freeze",
        "POSTGRESQL, blackhole cut-replication=silent",
        "MARIADB, freeze",
        "MARIADB, blackhole cut-replication=silent"
    })
    @Order(8)
    void however_a_node_is_lost_it_is_followed_and_no_acknowledged_write_is_lost(
            Drill.Pair pair, String faults) throws SQLException {
        try (Pointer pointer = new Pointer(suite, pair.group())) {
            Drill.Result result =
                    new Drill(suite, pair, Footing.USUAL, pointer, CALM, REST)
                            .lost(List.of(faults.split(" ")), faults.split("[ =]")[0]);

            assertThat(result.wrongs()).isEmpty();
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(Drill.Pair.class)
    @Order(9)
    void a_node_that_is_back_and_takes_writes_is_fenced(Drill.Pair pair) throws SQLException {
        try (Pointer pointer = new Pointer(suite, pair.group())) {
            Drill.Result result =
                    new Drill(suite, pair, Footing.USUAL, pointer, CALM, REST).returned("back");

            assertThat(result.wrongs()).isEmpty();
            assertThat(result.gap()).isLessThan(SOON);
        }
    }

    /** What the sandbox does by itself when it heals, done by an operator. */
    @Tag("full")
    @Test
    @Order(10)
    void a_failover_is_explained_is_in_the_files_and_an_operator_makes_the_old_one_rejoin()
            throws IOException {
        try (Pointer pointer = new Pointer(suite, "postgresql")) {
            suite.awaitUp(SOON);
            suite.good("failover:acknowledge", "postgresql");
            String old = pointer.active();
            suite.breakAtOnce(old, "kill");
            await().atMost(SOON).until(() -> !pointer.active().equals(old));
            await().atMost(SOON).until(() -> suite.latestRun().hasNonNull("finishedAt"));

            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(pointed.resolve("postgresql.properties"))
                                            .content()
                                            .contains(pointer.active()));
            assertThat(pointed.resolve("pg_service.conf"))
                    .content()
                    .containsPattern("# epoch \\d+, %s\n".formatted(pointer.active()));
            assertThat(suite.good("providers:failover", "--explain"))
                    .contains("standby is well", "all together", "automatic");

            String asked = suite.rsvp("db:rejoin", old).all();
            Matcher plan = Pattern.compile("--plan=\\S+").matcher(asked);
            assertThat(plan.find()).as(asked).isTrue();
            suite.good("db:rejoin", old, plan.group());

            suite.awaitUp(SOON);
            assertThat(suite.good("providers:verify-failover").replaceAll("\\s+", " "))
                    .contains(old + " is a standby");
            assertThat(suite.get("/api/v1/journal?latest=50").json().path("entries"))
                    .extracting(entry -> entry.path("message").asText())
                    .anyMatch(told -> told.startsWith("failover of postgresql from " + old));
        } finally {
            suite.good("heal", "postgresql");
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(Drill.Pair.class)
    @Order(4)
    void a_switchover_under_load_loses_nothing(Drill.Pair pair) throws SQLException {
        try (Pointer pointer = new Pointer(suite, pair.group())) {
            Drill.Result result =
                    new Drill(suite, pair, Footing.USUAL, pointer, CALM, REST)
                            .switchedOver("switchover");

            assertThat(result.wrongs()).isEmpty();
            assertThat(result.gap()).isLessThan(SOON);
        }
    }

    /** Runs docs/failover.md's own configuration. */
    @Tag("full")
    @Test
    @Order(3)
    void haproxy_goes_on_while_our_service_is_gone_and_follows_when_it_is_back(@TempDir Path folder)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/haproxy")),
                "haproxy is not there: apt-get install haproxy");
        int port = freePort();
        Path configuration = folder.resolve("haproxy.cfg");
        Files.writeString(configuration, documented(port));
        Process haproxy =
                new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("haproxy.log").toFile())
                        .start();
        try (Program program = new Program(through(port))) {
            program.goesOn();

            suite.killAtOnce("database");
            program.goesOn();
            suite.good("up", "--detach");
            suite.awaitUp(SOON);
            try (Pointer pointer = new Pointer(suite, "postgresql")) {
                String old = pointer.active();
                suite.breakAtOnce(old, "kill");

                await().atMost(SOON).until(() -> !pointer.active().equals(old));
                program.goesOn();
            }
        } finally {
            haproxy.destroyForcibly();
            assertThat(haproxy.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            suite.good("heal", "postgresql");
        }
    }

    private static String documented(int port) throws IOException {
        String document =
                Files.readString(Path.of(System.getProperty("rsvp.root"), "docs", "failover.md"));
        Matcher example = Pattern.compile("```haproxy\n(.+?)```", Pattern.DOTALL).matcher(document);
        assertThat(example.find()).isTrue();
        return example.group(1)
                .replace("db1:5432", address("postgresql"))
                .replace("db2:5432", address("backup-postgresql"))
                .replace("127.0.0.1:5000", "127.0.0.1:" + port)
                .replace("9101", Integer.toString(AGENT));
    }

    private static String address(String node) {
        URI uri = suite.database(node).uri();
        return uri.getHost() + ":" + uri.getPort();
    }

    private static DatabaseUrl through(int port) {
        String url = suite.database("postgresql").uri().toString();
        return DatabaseUrl.of(url.replaceFirst("@[^/]+/", "@127.0.0.1:" + port + "/"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that writes through the balancer, in a new session whenever one has ended. */
    private static final class Program implements AutoCloseable {
        private final DatabaseUrl place;
        private final AtomicLong written = new AtomicLong();
        private final List<String> trouble = new CopyOnWriteArrayList<>();
        private final Thread thread;
        private volatile boolean ends;

        Program(DatabaseUrl place) {
            this.place = place;
            this.thread = Thread.ofVirtual().name("program").start(this::write);
        }

        private void write() {
            while (!ends) {
                try (Connection session =
                                place.connectTo(place.database(), Map.of("socketTimeout", "2"));
                        Statement statement = session.createStatement()) {
                    while (!ends) {
                        statement.execute("UPDATE users SET name = name WHERE id = 1");
                        written.incrementAndGet();
                    }
                } catch (SQLException e) {
                    trouble.add(e.getMessage());
                }
            }
        }

        void goesOn() {
            long before = written.get();
            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(written.get())
                                            .as(() -> "after " + trouble)
                                            .isGreaterThan(before + 100));
        }

        @Override
        public void close() {
            ends = true;
            await().atMost(SOON).until(() -> !thread.isAlive());
        }
    }
}
