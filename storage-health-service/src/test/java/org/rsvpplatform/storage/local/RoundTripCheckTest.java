package org.rsvpplatform.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

class RoundTripCheckTest {
    @TempDir Path uploads;
    @TempDir Path elsewhere;

    @Test
    void a_look_leaves_nothing_behind() throws IOException {
        assertThat(look()).isInstanceOf(Outcome.Passed.class);
        assertThat(uploads).isEmptyDirectory();
    }

    @Test
    void a_file_that_a_crash_left_behind_is_replaced() throws IOException {
        Files.writeString(uploads.resolve(".rsvp-probe-local"), "left behind ".repeat(100));

        assertThat(look()).isInstanceOf(Outcome.Passed.class);
        assertThat(uploads).isEmptyDirectory();
    }

    @Test
    void a_symbolic_link_at_our_name_is_removed_and_not_followed() throws IOException {
        Path precious = Files.writeString(elsewhere.resolve("precious"), "precious");
        Files.createSymbolicLink(uploads.resolve(".rsvp-probe-local"), precious);

        assertThat(look()).isInstanceOf(Outcome.Passed.class);

        assertThat(precious).hasContent("precious");
        assertThat(uploads).isEmptyDirectory();
    }

    private Outcome look() throws IOException {
        return new RoundTripCheck("local")
                .ask(new Folder(uploads, Trace.none()), Deadline.in(Duration.ofSeconds(5)));
    }
}
