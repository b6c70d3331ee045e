package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** When a primary may end at once instead of in order. */
@Sandboxed
class StopAsStandbyTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String WRITES =
            "SET synchronous_commit = local; CREATE TABLE IF NOT EXISTS more (a int);"
                    + " INSERT INTO more VALUES (1)";

    @Test
    void one_whose_standby_has_all_may(PostgresPair pair) {
        await().atMost(SOON).until(() -> atOnce(pair));
    }

    @Test
    void one_whose_standby_lacks_something_may_not(PostgresPair pair) {
        pair.standby().breakWith("freeze");

        pair.primary().sql(WRITES);

        assertThat(atOnce(pair)).isFalse();
    }

    @Test
    void one_that_nobody_follows_may_not(PostgresPair pair) {
        pair.standby().breakWith("kill");

        await().atMost(SOON)
                .until(
                        () ->
                                pair.primary()
                                        .value("SELECT count(*) FROM pg_stat_replication")
                                        .equals("0"));
        assertThat(atOnce(pair)).isFalse();
    }

    /** Workers of the server's own, such as those of subscriptions, are no sessions that end. */
    @Test
    void one_whose_own_workers_are_at_work_may_not(PostgresPair pair) throws Exception {
        await().atMost(SOON).until(() -> atOnce(pair));
        try (Connection session = pair.primary().connect();
                Statement statement = session.createStatement()) {
            statement.execute("SET force_parallel_mode = on");
            Thread works = Thread.ofVirtual().start(() -> sleep(statement));

            await().atMost(SOON).until(() -> !atOnce(pair));

            statement.cancel();
            works.join();
            await().atMost(SOON).until(() -> atOnce(pair));
        }
    }

    private static void sleep(Statement statement) {
        try {
            statement.execute("SELECT pg_sleep(60)");
        } catch (SQLException e) {
            // it is cancelled
        }
    }

    private static boolean atOnce(PostgresPair pair) {
        return pair.primary().value(StopAsStandby.WHEN_HANDED_OVER.atOnce()).equals("t");
    }
}
