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
    }
}
