package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job: a broken primary, the platform's status, and the way back. */
@ExtendWith(SuiteExtension.class)
class MainJobTest {
    private final Suite suite;

    MainJobTest(Suite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void allIsWell() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(suite.status().path("state").asText())
                                        .as(suite.status().toPrettyString())
                                        .isEqualTo("UP"));
    }

    @AfterEach
    void heal() {
        suite.good("heal");
    }

    /**
     * At the defaults a refusal within 3 s, a hang within 6 s at the gateway (docs/database.md).
     */
    @ParameterizedTest
    @CsvSource({
        "kill, db.connection-refused, 3",
        "refuse, db.connection-refused, 3",
        "freeze, db.connection-timeout, 6",
        "blackhole, db.connection-timeout, 6"
    })
    void a_broken_primary_is_down_with_its_cause_in_time(String fault, String cause, int seconds) {
        suite.good("break", "postgresql", fault);
        Instant broken = Instant.now();

        await().atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> postgresql().path("state").asText().equals("DOWN"));

        assertThat(Duration.between(broken, Instant.now())).isLessThan(Duration.ofSeconds(seconds));
        JsonNode diagnosis = postgresql().path("diagnosis");
        assertThat(diagnosis.path("cause").asText()).isEqualTo(cause);
        assertThat(diagnosis.path("evidence")).isNotEmpty();
        assertThat(diagnosis.path("remedies")).isNotEmpty();
        assertThat(suite.status().path("state").asText()).isEqualTo("DOWN");
        assertThat(suite.status().path("worst").toString()).isEqualTo("[\"database\"]");

        suite.good("heal", "postgresql");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> postgresql().path("state").asText().equals("UP"));
    }

    @Test
    void the_command_line_says_what_is_down_why_and_what_helps() {
        suite.good("break", "postgresql", "kill");
        await().atMost(Duration.ofSeconds(6))
                .until(
                        () ->
                                postgresql()
                                        .path("diagnosis")
                                        .path("confidence")
                                        .asText()
                                        .equals("confirmed"));

        Checkout.Ran health = suite.rsvp("providers:health");

        assertThat(health.exit()).isEqualTo(1);
        assertThat(health.out())
                .contains("postgresql", "DOWN", "db.connection-refused", "confirmed");
        Checkout.Ran json = suite.rsvp("providers:health", "--detailed", "--output=json");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.out()).contains("\"verdict\"", "db.connection-refused");
    }

    private JsonNode postgresql() {
        return suite.provider("database", "postgresql");
    }
}
