package org.rsvpplatform.database.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Cause;

/** What a cause tells of the server that has it. */
class LastWordTest {
    /** A cause that is new must be put among those that the server tells itself, or here. */
    private static final Set<String> TOLD_BY_NOBODY =
            Set.of(
                    "db.connection-lost",
                    "db.connection-timeout",
                    "db.host-not-allowed",
                    "db.host-unknown",
                    "db.network-unreachable",
                    "db.tls-failed");

    @Test
    void each_cause_was_thought_of() throws IOException {
        try (InputStream in = LastWord.class.getResourceAsStream("/causes.yaml")) {
            assertThat(
                            Catalogue.read(in).causes().stream()
                                    .map(Cause::code)
                                    .filter(code -> LastWord.of(code) == LastWord.NONE)
                                    .collect(Collectors.toSet()))
                    .isEqualTo(TOLD_BY_NOBODY);
        }
    }

    @Test
    void what_is_not_known_tells_nothing() {
        assertThat(LastWord.of(Cause.UNKNOWN)).isEqualTo(LastWord.NONE);
        assertThat(LastWord.of("db.of-a-newer-release")).isEqualTo(LastWord.NONE);
    }
}
