package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator said of a provider is to be seen wherever its state is. */
@ExtendWith(SuiteExtension.class)
class MaintenanceTest {
    private static final String PROVIDER = "backup-postgresql";

    private final Suite suite;

    MaintenanceTest(Suite suite) {
        this.suite = suite;
    }

    @Test
    void a_provider_in_maintenance_says_so_until_it_ends() {
        suite.good("providers:maintenance", PROVIDER, "--until=1h", "--why=new disk");
        try {
            await().untilAsserted(() -> assertThat(until().asText()).isNotEmpty());
            // Whether all is well is not asked here.
            assertThat(suite.rsvp("providers:health", "database", "--output=json").out())
                    .contains("maintenanceUntil");
            assertThat(gauge()).endsWith(" 1.0");
        } finally {
            suite.good("providers:maintenance", PROVIDER, "--end");
        }
        await().until(() -> until().isMissingNode());
        assertThat(gauge()).endsWith(" 0.0");
    }

    /** The gateway follows a little later. */
    private JsonNode until() {
        return suite.provider("database", PROVIDER).path("maintenanceUntil");
    }

    private String gauge() {
        return Scrape.of(suite, "database")
                .text()
                .lines()
                .filter(line -> line.startsWith("rsvp_provider_maintenance{"))
                .filter(line -> line.contains('"' + PROVIDER + '"'))
                .findFirst()
                .orElseThrow();
    }
}
