package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** The oldest and the newest version: connect, login, replication. */
class VersionsTest {

    @Nested
    @Sandboxed(postgres = "14")
    class Oldest {
        @Test
        void a_healthy_pair_is_up(PostgresPair pair) {
            healthy(pair);
        }

        @Test
        void a_wrong_password_is_confirmed(PostgresPair pair) {
            wrongPassword(pair);
        }

        @Test
        void a_lagging_standby_is_seen(PostgresPair pair) {
            lag(pair);
        }
    }

    @Nested
    @Sandboxed(postgres = "18")
    class Newest {
        @Test
        void a_healthy_pair_is_up(PostgresPair pair) {
            healthy(pair);
        }

        @Test
        void a_wrong_password_is_confirmed(PostgresPair pair) {
            wrongPassword(pair);
        }

        @Test
        void a_lagging_standby_is_seen(PostgresPair pair) {
            lag(pair);
        }
    }

    private static void healthy(PostgresPair pair) {
        try (Checkup checkup = Checkup.with(pair).tls("verify-full").open()) {
            checkup.probe("postgresql").is(State.UP);
            checkup.probe("backup-postgresql").is(State.UP);
        }
    }

    private static void wrongPassword(PostgresPair pair) {
        pair.primary().breakWith("wrong-password");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.authentication-failed")
                    .isConfirmed();
        }
    }

    private static void lag(PostgresPair pair) {
        pair.primary().breakWith("lag");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("backup-postgresql").is(State.DEGRADED).names("db.replication-lag");
        }
    }
}
