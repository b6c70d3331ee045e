package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway answers from memory, whatever the services do. */
@ExtendWith(SuiteExtension.class)
class FrozenServicesTest {
    private static final List<String> DOMAINS = Services.domains();

    @Test
    void with_all_services_frozen_the_status_answers_at_once_and_shows_them_unknown(Suite suite)
            throws Exception {
        List<Long> pids =
                DOMAINS.stream().map(d -> suite.processes().get(d).get("pid").asLong()).toList();
        try {
            for (long pid : pids) {
                signal("STOP", pid);
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> DOMAINS.stream().allMatch(d -> isUnknown(suite, d)));

            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                Instant begin = Instant.now();
                assertThat(suite.get("/api/v1/status").status()).isEqualTo(200);
                took.add(Duration.between(begin, Instant.now()));
            }
            took.sort(null);
            assertThat(took.get(10)).as("median of %s", took).isLessThan(Duration.ofMillis(100));

            for (String domain : DOMAINS) {
                JsonNode status = suite.status().path("domains").path(domain);
                assertThat(status.path("state").asText()).isEqualTo("UNKNOWN");
                assertThat(status.path("ageSeconds").asDouble()).isGreaterThan(1.5);
                assertThat(status.path("problems").path(0).asText()).contains("silent");
            }
        } finally {
            for (long pid : pids) {
                signal("CONT", pid);
            }
        }
        await().atMost(Duration.ofSeconds(15))
                .until(() -> suite.status().path("state").asText().equals("UP"));
    }

    /** Each turns silent at its own moment. */
    private static boolean isUnknown(Suite suite, String domain) {
        return suite.status().path("domains").path(domain).path("state").asText().equals("UNKNOWN");
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
    }
}
