package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kubernetes must not restart a service because what it watches is down. */
@ExtendWith(SuiteExtension.class)
class ProbesStayGreenTest {
    private final Suite suite;

    ProbesStayGreenTest(Suite suite) {
        this.suite = suite;
    }

    @AfterEach
    void heal() throws Exception {
        suite.good("heal");
        Path away = suite.checkout().file(".rsvp/sandbox/uploads.away");
        if (Files.exists(away)) {
            Files.move(away, suite.checkout().file(".rsvp/sandbox/uploads"));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> suite.status().path("state").asText().equals("UP"));
    }

    @Test
    void liveness_and_readiness_stay_green_while_every_provider_is_down() throws Exception {
        suite.good("break", "postgresql", "kill");
        suite.good("break", "backup-postgresql", "kill");
        suite.good("break", "smtp", "refuse");
        suite.good("break", "backup-smtp", "refuse");
        Files.move(
                suite.checkout().file(".rsvp/sandbox/uploads"),
                suite.checkout().file(".rsvp/sandbox/uploads.away"));
        suite.post("/api/v1/commands/providers:test", "{\"parameters\":{}}");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            for (String domain : List.of("database", "email", "storage")) {
                                assertThat(
                                                suite.status()
                                                        .path("domains")
                                                        .path(domain)
                                                        .path("state")
                                                        .asText())
                                        .as(domain)
                                        .isEqualTo("DOWN");
                            }
                        });

        for (String service : Services.all()) {
            for (String path : List.of("live", "ready", "started")) {
                Suite.Answer answer =
                        suite.send("GET", suite.address(service) + "/q/health/" + path, null, null);
                assertThat(answer.status()).as("%s %s", service, path).isEqualTo(200);
            }
        }
        assertThat(
                        suite.send(
                                        "GET",
                                        suite.address("database") + "/q/health/group/provider",
                                        null,
                                        null)
                                .status())
                .isEqualTo(503);
    }
}
