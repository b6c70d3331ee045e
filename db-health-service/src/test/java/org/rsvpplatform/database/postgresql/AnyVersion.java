package org.rsvpplatform.database.postgresql;

import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** What must hold on every version: connect, login, replication. */
final class AnyVersion {
    private AnyVersion() {}

    static void healthy(PostgresPair pair) {
        try (Checkup checkup = Checkup.with(pair).tls("verify-full").open()) {
            checkup.probe("postgresql").is(State.UP);
            checkup.probe("backup-postgresql").is(State.UP);
        }
    }

    static void wrongPassword(PostgresPair pair) {
        pair.primary().breakWith("wrong-password");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("postgresql")
                    .is(State.DOWN)
                    .names("db.authentication-failed")
                    .isConfirmed();
        }
    }

    static void lag(PostgresPair pair) {
        pair.primary().breakWith("lag");
        try (Checkup checkup = Checkup.of(pair)) {
            checkup.probe("backup-postgresql").is(State.DEGRADED).names("db.replication-lag");
        }
    }
}
