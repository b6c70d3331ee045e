package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A load that its service did not live to end: what it wrote goes when the service is back. */
@ExtendWith(SuiteExtension.class)
class KilledLoadTest {
    private static final List<String> LOADED = List.of("postgresql", "mysql");
    private static final Duration UP = Duration.ofSeconds(45);
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** From the end of up: what was left is looked for every 5 s. */
    private static final Duration REMOVED = Duration.ofSeconds(20);

    private final Suite suite;

    KilledLoadTest(Suite suite) {
        this.suite = suite;
    }

    @Tag("full")
    @Test
    void a_load_that_was_killed_is_called_failed_and_its_rows_are_removed() throws Exception {
        LOADED.forEach(provider -> new Operator(suite, provider).awaitState("UP", UP));
        Map<String, String> runs = new LinkedHashMap<>();
        LOADED.forEach(provider -> runs.put(provider, begun(provider)));
        for (String provider : LOADED) {
            await().atMost(UNDER_WAY).until(() -> rows(provider) > 0);
            assertThat(run(runs.get(provider)).path("state").asText()).isEqualTo("running");
        }

        killDatabaseService();
        for (String provider : LOADED) {
            assertThat(rows(provider)).as("what the killed load left at %s", provider).isPositive();
        }
        assertThat(suite.good("up", "--detach")).contains("Already running, except database");

        await().atMost(REMOVED).untilAsserted(() -> LOADED.forEach(this::assertNothingIsLeft));
        runs.forEach(
                (provider, href) -> {
                    JsonNode run = run(href);
                    assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("failed");
                    assertThat(run.path("problem").asText())
                            .contains(
                                    "the service ended in step \"measure %s\"".formatted(provider))
                            .contains("run the command again");
                });
        assertThat(suite.good("providers:health", "database")).contains("UP");
    }

    /** Longer than the test takes, so that it never ends by itself. */
    private String begun(String provider) {
        Suite.Answer answer =
                suite.post(
                        "/api/v1/commands/db:performance-test",
                        "{\"parameters\":{\"target\":\"%s\",\"duration\":\"2m\"}}"
                                .formatted(provider));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json().path("runs").path(0).path("href").asText();
    }

    private JsonNode run(String href) {
        return suite.get(href).json();
    }

    private void killDatabaseService() throws Exception {
        long pid = suite.processes().get("database").get("pid").asLong();
        ProcessHandle service = ProcessHandle.of(pid).orElseThrow();
        service.destroyForcibly();
        service.onExit().get(10, TimeUnit.SECONDS);
    }

    private void assertNothingIsLeft(String provider) {
        assertThat(rows(provider)).as("rows of the load at %s", provider).isZero();
    }

    private long rows(String provider) {
        try (Connection connection = suite.database(provider).connect();
                Statement statement = connection.createStatement();
                ResultSet counted =
                        statement.executeQuery(
                                "SELECT count(*) FROM rsvp_probe.beat"
                                        + " WHERE provider LIKE 'benchmark:%'")) {
            counted.next();
            return counted.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
