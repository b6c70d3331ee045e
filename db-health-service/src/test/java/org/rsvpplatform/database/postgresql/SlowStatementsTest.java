package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/** Slow statements on a server that counts its statements. */
@Sandboxed
class SlowStatementsTest {
    @Test
    void slow_statements_are_named_without_their_values(PostgresPair pair) {
        PostgresServer server = pair.primary();
        server.sql("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        server.shell("pg_ctl restart -m fast -w -l restart.log >/dev/null");
        server.sql("CREATE EXTENSION pg_stat_statements");
        await().until(() -> !server.rows("SELECT FROM pg_stat_replication").isEmpty());
        try (Checkup checkup =
                Checkup.with(pair)
                        .set("capacity", "{ slowQuery: 50ms, slowQueriesPerMinute: 2 }")
                        .open()) {
            checkup.probe("postgresql").is(State.UP);
            for (int i = 0; i < 2; i++) {
                server.value(
                        "SELECT count(*) FROM (SELECT pg_sleep(0.1)) s WHERE 'a secret' <> ''");
            }

            Seen seen =
                    checkup.probe("postgresql")
                            .is(State.DEGRADED)
                            .names("db.slow-queries")
                            .isConfirmed()
                            .says("2 slow statements", "2 calls, mean 1", "pg_sleep(?)");
            assertThat(seen.toString()).doesNotContain("a secret").doesNotContain("not installed");
        } finally {
            server.sql("SET synchronous_commit = local; DROP EXTENSION pg_stat_statements");
            server.sql("ALTER SYSTEM RESET shared_preload_libraries");
            server.shell("pg_ctl restart -m fast -w -l restart.log >/dev/null");
        }
    }
}
