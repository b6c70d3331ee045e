package org.rsvpplatform.database.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.postgresql.Checkup;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

@Sandboxed
class CommandsTest {
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
                                    .steps(new Reconnect.Parameters("backup-postgresql")))
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
                                            .steps(new Reconnect.Parameters("backup-postgresql")))
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void reconnect_knows_the_names_that_it_may_be_given(PostgresPair pair) {
        try (Checkup checkup = Checkup.of(pair)) {
            assertThatThrownBy(
                            () ->
                                    new Reconnect(checkup.watch())
                                            .steps(new Reconnect.Parameters("postgres")))
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
