package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoriesTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));

    private final ScriptedDomain domain = new ScriptedDomain();

    @TempDir Path folder;

    @Test
    void a_service_that_starts_again_knows_what_the_last_one_knew() throws IOException {
        domain.known.put("one", Map.of("system", "4711"));
        run();
        pass(Duration.ofSeconds(30));

        run();

        assertThat(domain.recalled).containsOnly(Map.entry("one", "{system=4711} PT30S"));
    }

    @Test
    void what_is_too_old_proves_nothing() throws IOException {
        domain.known.put("one", Map.of("system", "4711"));
        run();
        pass(Memories.LASTS.plusMillis(1));

        run();

        assertThat(domain.recalled).isEmpty();
    }

    @Test
    void what_holds_on_is_written_down_now_and_then_and_a_change_at_once() throws IOException {
        domain.known.put("one", Map.of("system", "4711"));
        domain.known.put("two", Map.of("system", "4711"));
        try (Stage stage = new Stage(folder, domain, now)) {
            stage.rig.keep();
            pass(Memories.REFRESH.minusSeconds(1));
            domain.known.put("two", Map.of("system", "12"));
            stage.rig.keep();
            pass(Duration.ofSeconds(1));
            stage.rig.keep();
            domain.known.clear();
            pass(Duration.ofSeconds(1));
            stage.rig.keep();
        }

        run();

        assertThat(domain.recalled)
                .containsOnly(
                        Map.entry("one", "{system=4711} PT1S"),
                        Map.entry("two", "{system=12} PT2S"));
    }

    private void run() throws IOException {
        try (Stage stage = new Stage(folder, domain, now)) {
            stage.rig.keep();
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
