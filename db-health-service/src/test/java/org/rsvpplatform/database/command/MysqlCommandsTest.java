package org.rsvpplatform.database.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.mysql.Watched;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.command.Verdict;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;

/** The commands of this service at a MariaDB server. */
@Sandboxed
class MysqlCommandsTest {
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
