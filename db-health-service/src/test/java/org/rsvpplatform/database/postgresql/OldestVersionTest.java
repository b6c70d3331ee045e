package org.rsvpplatform.database.postgresql;

import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;

/** The oldest version that we watch. */
@Sandboxed(postgres = "14")
class OldestVersionTest {
    @Test
    void a_healthy_pair_is_up(PostgresPair pair) {
        AnyVersion.healthy(pair);
    }

    @Test
    void a_wrong_password_is_confirmed(PostgresPair pair) {
        AnyVersion.wrongPassword(pair);
    }

    @Test
    void a_lagging_standby_is_seen(PostgresPair pair) {
        AnyVersion.lag(pair);
    }
}
