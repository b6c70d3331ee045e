package org.rsvpplatform.database.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.Program;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.ReadCall;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.pool.PoolFigures;
import org.rsvpplatform.kit.observe.pool.ReportedPools;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

@Sandboxed
class CommandsTest {
    private final ReportedPools reported = new ReportedPools(Clock.systemUTC());

    @Test
    void check_connection_says_what_it_reached_and_how_quickly(PostgresPair pair) throws Exception {
        try (Checkup checkup = Checkup.of(pair)) {
            CheckConnection.Result result =
                    new CheckConnection(checkup.watch())
                            .read(new CheckConnection.Parameters("postgresql", true));

            assertThat(result.verdict()).isEqualTo(Verdict.GOOD);
            CheckConnection.Connection primary = result.connections().getFirst();
            assertThat(primary.provider()).isEqualTo("postgresql");
            assertThat(primary.server()).isEqualTo("primary");
            assertThat(primary.version()).startsWith("15.");
            assertThat(primary.encrypted()).isEqualTo("yes");
            assertThat(primary.trace()).isNotEmpty();
            assertThat(primary.toString())
                    .doesNotContain(pair.primary().password())
                    .doesNotContain(pair.primary().logins().observer().password());
            assertThat(result.connections()).hasSizeGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void check_connection_shows_who_is_connected_when_it_is_verbose(PostgresPair pair)
            throws Exception {
        try (Checkup checkup = Checkup.of(pair);
                Program program = Program.called(pair.primary(), "checkout")) {
            program.run("SELECT 1");
            CheckConnection.Connection primary =
                    new CheckConnection(checkup.watch())
                            .read(new CheckConnection.Parameters("postgresql", true))
                            .connections()
                            .getFirst();

            assertThat(primary.sessions())
                    .anyMatch(
                            holder ->
                                    holder.application().equals("checkout")
                                            && holder.state()
                                                    == ClientSession.State.IDLE_IN_TRANSACTION);
            assertThat(primary.layers())
                    .filteredOn(check -> check.layer() == Layer.CAPACITY)
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void pool_status_shows_the_programs_pools_beside_our_sessions(PostgresPair pair)
            throws Exception {
        try (Checkup checkup = Checkup.of(pair);
                Program one = Program.called(pair.primary(), "checkout");
                Program other = Program.called(pair.primary(), "checkout")) {
            one.run("SELECT 1");
            other.run("SELECT 1");
            reported.report("postgresql", new PoolFigures("checkout", null, 5, 3, 1));
            reported.report("postgresql", new PoolFigures("gone", null, 4, 0, 0));
            PoolStatus.Result result =
                    new PoolStatus(checkup.watch(), reported)
                            .read(new PoolStatus.Parameters("postgresql"));

            PoolStatus.Server server =
                    result.servers().stream()
                            .filter(s -> s.provider().equals("postgresql"))
                            .findFirst()
                            .orElseThrow();
            assertThat(server.limit()).isEqualTo(27);
            assertThat(server.reserved()).isEqualTo(3);
            assertThat(server.free()).isEqualTo(27 - server.used());
            assertThat(result.pools())
                    .anyMatch(
                            pool ->
                                    pool.application().equals("checkout")
                                            && pool.user().equals("rsvp")
                                            && pool.sessions() == 2
                                            && pool.idleInTransaction() == 2);
            assertThat(result.reported())
                    .contains(
                            new PoolStatus.Reported("postgresql", "checkout", 5, 3, 1),
                            new PoolStatus.Reported("postgresql", "gone", 4, 0, 0));
        }
    }

    @Test
    void pool_status_says_why_it_knows_nothing(PostgresPair pair) throws Exception {
        try (Checkup checkup = Checkup.with(pair).without("observer").open()) {
            assertThat(
                            new PoolStatus(checkup.watch(), reported)
                                    .read(new PoolStatus.Parameters("postgresql"))
                                    .servers())
                    .isNotEmpty()
                    .allMatch(server -> server.note().contains("observer"));
        }
    }

    @Test
    void monitor_connections_shows_who_waits_for_whom_without_values(PostgresPair pair)
            throws Exception {
        try (Checkup checkup = Checkup.of(pair);
                Program first = Program.called(pair.primary(), "migration");
                Program second = Program.called(pair.primary(), "checkout")) {
            first.run("LOCK TABLE rsvps");
            second.begin("DELETE FROM rsvps WHERE answer = 'a secret'");
            MonitorConnections monitor = new MonitorConnections(checkup.watch());
            MonitorConnections.Parameters byWait =
                    new MonitorConnections.Parameters(
                            "postgresql", MonitorConnections.Sort.WAIT, null);
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
            assertThat(waiting.statement()).isEqualTo("DELETE FROM rsvps WHERE answer = ?");
            assertThat(
                            monitor.read(
                                            new MonitorConnections.Parameters(
                                                    "postgresql", MonitorConnections.Sort.PID, 1))
                                    .connections())
                    .hasSize(1);
            first.leave();
            second.ended();
        }
    }

    @Test
    void monitor_connections_shows_each_time_it_is_asked_who_idles_in_a_transaction(
            PostgresPair pair) throws Exception {
        try (Checkup checkup = Checkup.of(pair);
                Program program = Program.called(pair.primary(), "checkout")) {
            MonitorConnections monitor = new MonitorConnections(checkup.watch());
            ReadCall<MonitorConnections.Parameters, MonitorConnections.Result> call =
                    new Commands("database", List.of(monitor), new ObjectMapper())
                            .call(
                                    monitor,
                                    Map.of(
                                            "provider", List.of("postgresql"),
                                            "sort", List.of("age"),
                                            "limit", List.of("100")));
            assertThat(monitor.declaration().followable()).isTrue();

            program.run("SELECT 1");
            assertThat(call.answer().connections())
                    .anyMatch(
                            session ->
                                    session.pid() == program.pid()
                                            && session.state()
                                                    == ClientSession.State.IDLE_IN_TRANSACTION);

            program.leave();
            Awaitility.await()
                    .until(
                            () ->
                                    call.answer().connections().stream()
                                            .noneMatch(session -> session.pid() == program.pid()));
        }
    }

    @Test
    void check_connection_explains_what_is_wrong(PostgresPair pair) throws Exception {
        pair.primary().breakWith("kill");
        try (Checkup checkup = Checkup.of(pair)) {
            CheckConnection.Result result =
                    new CheckConnection(checkup.watch())
                            .read(new CheckConnection.Parameters("postgresql", false));

            assertThat(result.verdict()).isEqualTo(Verdict.BAD);
            CheckConnection.Connection primary = result.connections().getFirst();
            assertThat(primary.state()).isEqualTo(State.DOWN);
            assertThat(primary.diagnosis().cause()).isEqualTo("db.connection-refused");
            assertThat(primary.version()).isNull();
        }
    }

    @Test
    void reconnect_announces_its_steps(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair)) {
            assertThat(
                            new Reconnect(checkup.watch())
                                    .plan(new Reconnect.Parameters("backup-postgresql"))
                                    .names())
                    .containsExactly(
                            "drop backup-postgresql",
                            "connect backup-postgresql",
                            "verify backup-postgresql");
        }
    }

    @Test
    void reconnect_leaves_alone_what_is_only_observed(PostgresPair pair) {
        try (Checkup checkup = Checkup.with(pair).onStandby("mode", "observe").open()) {
            assertThatThrownBy(
                            () ->
                                    new Reconnect(checkup.watch())
                                            .plan(new Reconnect.Parameters("backup-postgresql")))
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void reconnect_knows_the_names_that_it_may_be_given(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair)) {
            assertThatThrownBy(
                            () ->
                                    new Reconnect(checkup.watch())
                                            .plan(new Reconnect.Parameters("postgres")))
                    .isInstanceOf(InvalidParameters.class)
                    .hasMessageContaining("backup-postgresql");
        }
    }

    @Test
    void reconnect_succeeds_when_its_verifying_probe_does(PostgresPair pair, @TempDir Path folder) {
        try (Checkup checkup = Checkup.of(pair);
                Runs runs = Runs.in(folder)) {
            RunDocument ended = runs.run(new Reconnect(checkup.watch()), "postgresql");

            assertThat(ended.state()).isEqualTo(RunDocument.State.SUCCEEDED);
            assertThat(ended.steps()).extracting("state").containsOnly("done");
        }
    }

    @Test
    void reconnect_fails_with_the_reason_when_the_server_is_down(
            PostgresPair pair, @TempDir Path folder) {
        pair.primary().breakWith("kill");
        try (Checkup checkup = Checkup.of(pair);
                Runs runs = Runs.in(folder)) {
            RunDocument ended = runs.run(new Reconnect(checkup.watch()), "postgresql");

            assertThat(ended.state()).isEqualTo(RunDocument.State.FAILED);
            assertThat(ended.toString()).contains("Connection refused");
        }
    }
}
