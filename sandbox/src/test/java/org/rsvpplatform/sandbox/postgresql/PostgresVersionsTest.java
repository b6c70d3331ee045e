package org.rsvpplatform.sandbox.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.junit.Sandboxed;

/** The oldest and the newest version stand as the default one does. */
class PostgresVersionsTest {
    @Nested
    @Sandboxed(postgres = "14")
    class Oldest {
        @Test
        void streams_and_heals(PostgresPair pair) {
            assertWorks(pair, "14");
        }
    }

    @Nested
    @Sandboxed(postgres = "18")
    class Newest {
        @Test
        void streams_and_heals(PostgresPair pair) {
            assertWorks(pair, "18");
        }
    }

    private static void assertWorks(PostgresPair pair, String version) {
        assertThat(pair.primary().value("SHOW server_version")).startsWith(version);
        pair.breakWith("kill");
        pair.heal();
        assertThat(pair.streams()).isTrue();
        assertThat(Attempt.on(pair.primary()).outcome()).isEqualTo("worked");
        assertRejoins(pair.primary(), pair.standby());
        assertThat(pair.streams()).isTrue();
    }

    /** The one that took over goes on serving; what only the other one wrote is kept. */
    private static void assertRejoins(PostgresServer former, PostgresServer successor) {
        former.breakWith("kill");
        successor.maintenance().rows("SELECT pg_promote()");
        successor.sql("INSERT INTO rsvp_probe.epoch VALUES ('postgresql', 'x', 2, now())");
        String begun = successor.value("SELECT pg_postmaster_start_time()");
        former.cluster().start();
        former.sql("CREATE TABLE diverged (n int)");

        assertThat(former.rejoin()).isPresent();

        assertThat(former.value("SELECT pg_is_in_recovery()")).isEqualTo("t");
        assertThat(former.value("SELECT count(*) FROM pg_tables WHERE tablename = 'diverged'"))
                .isEqualTo("0");
        assertThat(successor.value("SELECT pg_postmaster_start_time()")).isEqualTo(begun);
    }
}
