package org.rsvpplatform.database.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    private static final String PANIC = "PANIC:  could not write to file: No space left on device";

    @TempDir Path folder;

    @Test
    void the_last_word_is_why_it_could_not_go_on() throws IOException {
        assertThat(
                        lastWord(
                                "LOG:  database system is ready to accept connections",
                                PANIC,
                                "LOG:  shutting down"))
                .contains(PANIC);
    }

    @Test
    void what_an_earlier_life_said_is_history() throws IOException {
        assertThat(lastWord(PANIC, "LOG:  database system is ready to accept connections"))
                .isEmpty();
        assertThat(
                        lastWord(
                                PANIC,
                                "LOG:  database system is ready to accept read-only connections",
                                "FATAL:  could not map shared memory"))
                .contains("FATAL:  could not map shared memory");
    }

    private Optional<String> lastWord(String... lines) throws IOException {
        Path log = Files.writeString(folder.resolve("server.log"), String.join("\n", lines));
        return ServerLog.lastWord(
                log, Footprint.POSTGRESQL.lastWord(), Footprint.POSTGRESQL.ready());
    }
}
