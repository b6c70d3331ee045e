package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code docs/commands.json} is the gateway's catalogue, which the command line carries with it. To
 * write it anew: {@code ./mvnw verify -Dtest=CommandsDocumentTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Drsvp.regenerate=true}, which starts the whole suite.
 */
@ExtendWith(SuiteExtension.class)
class CommandsDocumentTest {
    @Test
    void the_documented_commands_are_those_that_the_services_offer(Suite suite) throws Exception {
        Path document = Path.of(System.getProperty("rsvp.root"), "docs/commands.json");
        JsonNode offered = suite.get("/api/v1/commands").json();
        String text =
                Suite.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(offered) + "\n";
        if (Boolean.getBoolean("rsvp.regenerate")) {
            Files.writeString(document, text);
        }
        assertThat(Suite.JSON.readTree(Files.readString(document)))
                .as("docs/commands.json is stale; see this test for how to write it anew")
                .isEqualTo(offered);
    }
}
