package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The troubleshooting guide as an operator uses it: its lines about all providers and the databases
 * as they stand there, only that {@code ./rsvp} runs them, and its errors.
 */
@ExtendWith(SuiteExtension.class)
class GuideTest {
    private static final String GUIDE = "npm run ";
    private static final Duration UP = Duration.ofSeconds(45);

    private final Suite suite;

    GuideTest(Suite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void allIsWell() {
        await().atMost(UP)
                .untilAsserted(
                        () ->
                                assertThat(suite.status().path("state").asText())
                                        .as(suite.status().toPrettyString())
                                        .isEqualTo("UP"));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "guide/offered.tsv", delimiter = '\t')
    void a_line_does_its_work_as_it_stands(String line, String shows) {
        assertThat(suite.good(words(line))).containsPattern(shows);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvFileSource(resources = "guide/long.tsv", delimiter = '\t')
    void a_line_that_takes_minutes_does_its_work_as_it_stands(String line, String shows) {
        assertThat(suite.good(words(line))).containsPattern(shows);
    }

    @Test
    void a_benchmark_is_as_short_as_it_is_told_to_be() {
        assertThat(suite.good("providers:benchmark", "--duration=2s"))
                .containsPattern("(?s)benchmark +succeeded.*postgresql.*mysql");
    }

    /** There and back: the others of this suite know postgresql as the primary. */
    @Test
    void a_line_that_fails_over_makes_the_standby_the_active_one() {
        try {
            switchedTo("npm run providers:failover database --to=backup-postgresql");
            assertThat(suite.get("/api/v1/domains/database/active/postgresql").text())
                    .contains("\"backup-postgresql\"");
        } finally {
            switchedTo("npm run providers:failover database --to=postgresql");
        }
        assertThat(suite.get("/api/v1/domains/database/active/postgresql").text())
                .contains("\"provider\":\"postgresql\"");
    }

    private void switchedTo(String line) {
        assertThat(suite.good(words(line))).containsPattern("providers:failover +succeeded");
        suite.good("heal");
        allIsWell();
        assertThat(suite.good(words("npm run providers:verify-failover")))
                .containsPattern("takes writes(?s:.*)is a\\s+standby");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "guide/not-offered.tsv", delimiter = '\t')
    void a_line_that_no_service_offers_yet_says_so(String line) {
        Checkout.Ran ran = suite.rsvp(words(line));

        assertThat(ran.exit()).as(ran.all()).isEqualTo(2);
        assertThat(ran.err())
                .contains(words(line)[0] + " is a command of the troubleshooting guide")
                .contains("that no service offers yet");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "guide/errors.tsv", delimiter = '\t')
    void an_error_is_told_with_its_cause_and_what_helps(String text, String cause) {
        JsonNode first =
                suite.post(
                                "/api/v1/diagnose",
                                Suite.JSON.createObjectNode().put("text", text).toString())
                        .json()
                        .path("diagnoses")
                        .path(0);

        assertThat(first.path("cause").asText()).as(first.toPrettyString()).isEqualTo(cause);
        assertThat(first.path("remedies")).isNotEmpty();
    }

    private static String[] words(String line) {
        assertThat(line).startsWith(GUIDE);
        return line.substring(GUIDE.length()).split(" ");
    }
}
