package org.rsvpplatform.database.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalDouble;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.Program;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Measured;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.pool.ReportedPools;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;

/** The commands of this service at a MariaDB server. */
@Sandboxed
class MysqlCommandsTest {
    private final ReportedPools reported = new ReportedPools(Clock.systemUTC());

    @Test
    void check_connection_says_what_it_reached_and_how_quickly(MariadbPair pair) throws Exception {
        try (Watched watched = Watched.of(pair)) {
            CheckConnection.Result result =
                    new CheckConnection(watched.watch())
                            .read(new CheckConnection.Parameters("mysql", true));

            assertThat(result.verdict()).isEqualTo(Verdict.GOOD);
            CheckConnection.Connection primary = result.connections().getFirst();
            assertThat(primary.provider()).isEqualTo("mysql");
            assertThat(primary.server()).isEqualTo("primary");
            assertThat(primary.version()).startsWith("MariaDB 11.");
            assertThat(primary.encrypted()).isEqualTo("yes");
            assertThat(primary.trace()).isNotEmpty();
            assertThat(primary.toString())
                    .doesNotContain(pair.primary().password())
                    .doesNotContain(pair.primary().logins().observer().password());
        }
    }

    @Test
    void pool_status_shows_the_programs_pools_beside_our_sessions(MariadbPair pair)
            throws Exception {
        try (Watched watched = Watched.with(pair).set("keepSession", "45s").open();
                Program one = Program.called(pair.primary(), "checkout");
                Program other = Program.called(pair.primary(), "checkout")) {
            watched.probe("mysql");
            one.run("SELECT * FROM users LIMIT 1");
            other.run("SELECT * FROM users LIMIT 1");
            // InnoDB shows its transactions as they were up to 0.1 s ago.
            PoolStatus.Result result =
                    Awaitility.await()
                            .until(
                                    () ->
                                            new PoolStatus(watched.watch(), reported)
                                                    .read(new PoolStatus.Parameters("mysql")),
                                    status ->
                                            status.pools().stream()
                                                    .anyMatch(
                                                            pool -> pool.idleInTransaction() == 2));

            PoolStatus.Server server =
                    result.servers().stream()
                            .filter(s -> s.provider().equals("mysql"))
                            .findFirst()
                            .orElseThrow();
            assertThat(server.limit()).isEqualTo(30);
            assertThat(server.reserved()).isEqualTo(1);
            assertThat(server.free()).isEqualTo(30 - server.used());
            assertThat(server.ours()).isEqualTo(1);
            assertThat(result.pools())
                    .anyMatch(
                            pool ->
                                    pool.application().equals("checkout")
                                            && pool.user().equals("rsvp")
                                            && pool.sessions() == 2
                                            && pool.idleInTransaction() == 2);
        }
    }

    @Test
    void pool_status_says_why_it_knows_nothing(MariadbPair pair) throws Exception {
        try (Watched watched = Watched.without(pair, "observer")) {
            assertThat(
                            new PoolStatus(watched.watch(), reported)
                                    .read(new PoolStatus.Parameters("mysql"))
                                    .servers())
                    .isNotEmpty()
                    .allMatch(server -> server.note().contains("observer"));
        }
    }

    @Test
    void monitor_connections_shows_who_waits_for_whom_without_values(MariadbPair pair)
            throws Exception {
        try (Watched watched = Watched.of(pair);
                Program first = Program.called(pair.primary(), "migration");
                Program second = Program.called(pair.primary(), "checkout")) {
            first.run("UPDATE users SET name = concat(name, '') WHERE id = 1");
            second.begin("DELETE FROM users WHERE id = 1 AND name <> 'a secret'");
            MonitorConnections monitor = new MonitorConnections(watched.watch());
            MonitorConnections.Parameters byWait =
                    new MonitorConnections.Parameters("mysql", MonitorConnections.Sort.WAIT, null);
            Awaitility.await()
                    .until(
                            () ->
                                    !monitor.read(byWait)
                                            .connections()
                                            .getFirst()
                                            .blockedBy()
                                            .isEmpty());

            MonitorConnections.Connection waiting = monitor.read(byWait).connections().getFirst();
            assertThat(waiting.pid()).isEqualTo(second.pid());
            assertThat(waiting.blockedBy()).containsExactly(first.pid());
            assertThat(waiting.waitsFor()).isEqualTo("Waiting for a row lock");
            assertThat(waiting.statement())
                    .isEqualTo("DELETE FROM users WHERE id = ? AND name <> ?");
            pair.primary().sqlHere("KILL " + second.pid());
            second.ended();
        }
    }

    @Test
    void the_metrics_of_a_pair_are_there(MariadbPair pair) {
        try (Watched watched = Watched.of(pair);
                Program program = Program.called(pair.primary(), "checkout")) {
            program.run("SELECT * FROM users LIMIT 1");
            watched.probe("mysql");
            watched.probe("backup-mysql");
            Measured primary = measured(watched, "mysql");
            Measured replica = measured(watched, "backup-mysql");

            assertThat(primary.readings().connections())
                    .containsEntry(ClientSession.State.IDLE_IN_TRANSACTION, 1)
                    .containsEntry(ClientSession.State.HIDDEN, 0);
            assertThat(primary.readings().lagSeconds()).isEmpty();
            assertThat(primary.readings().slowQueries()).isZero();
            assertThat(primary.takeResponseSeconds()).isPresent();
            assertThat(primary.takeResponseSeconds()).isEmpty();
            Awaitility.await()
                    .until(
                            () -> {
                                // How far the source is, its next probe tells.
                                watched.probe("mysql");
                                watched.probe("backup-mysql");
                                return replica.readings().lagSeconds().equals(OptionalDouble.of(0));
                            });
        }
    }

    private static Measured measured(Watched watched, String provider) {
        return (Measured) watched.watch().backend(provider).orElseThrow();
    }

    @Test
    void reconnect_succeeds_when_its_verifying_probe_does(MariadbPair pair, @TempDir Path folder) {
        try (Watched watched = Watched.of(pair);
                Runs runs = Runs.in(folder)) {
            RunDocument ended = runs.run(new Reconnect(watched.watch()), "mysql");

            assertThat(ended.state()).isEqualTo(RunDocument.State.SUCCEEDED);
            assertThat(ended.steps()).extracting("state").containsOnly("done");
        }
    }

    @Test
    void reconnect_fails_with_the_reason_when_the_password_is_wrong(
            MariadbPair pair, @TempDir Path folder) {
        pair.primary().breakWith("wrong-password");
        try (Watched watched = Watched.of(pair);
                Runs runs = Runs.in(folder)) {
            RunDocument ended = runs.run(new Reconnect(watched.watch()), "mysql");

            assertThat(ended.state()).isEqualTo(RunDocument.State.FAILED);
            assertThat(ended.toString()).contains("Authentication failed");
        }
    }
}
