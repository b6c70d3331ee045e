package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a remedy tells an operator to call can be called, with the parameters that it gives. */
class RemedyCommandsTest {
    @Test
    void a_command_that_is_offered_is_called_with_parameters_that_it_has() throws Exception {
        Map<String, JsonNode> offered = new HashMap<>();
        for (JsonNode command :
                new ObjectMapper()
                        .readTree(
                                Files.readString(
                                        Path.of(
                                                System.getProperty("rsvp.root"),
                                                "docs/commands.json")))
                        .path("commands")) {
            offered.put(command.path("name").asText(), command.at("/parameters/properties"));
        }
        for (Catalogue catalogue : Catalogues.ALL) {
            for (Cause cause : catalogue.causes()) {
                for (RemedyTemplate remedy : cause.remedies()) {
                    CommandCall call = remedy.command();
                    if (call != null && offered.containsKey(call.name())) {
                        JsonNode parameters = offered.get(call.name());
                        assertThat(call.parameters().keySet())
                                .as("%s: %s", cause.code(), call.name())
                                .allMatch(parameters::has);
                    }
                }
            }
        }
    }

    @Test
    void a_command_that_nobody_offers_is_not_advised() {
        for (Catalogue catalogue : Catalogues.ALL) {
            Catalogue quiet = catalogue.offering(name -> name.equals("db:reconnect"));
            for (Diagnosis diagnosis :
                    quiet.diagnose(
                            "FATAL: sorry, too many clients already (SQLSTATE 53300)", Map.of())) {
                List<String> commands =
                        diagnosis.remedies().stream()
                                .filter(remedy -> remedy.command() != null)
                                .map(remedy -> remedy.command().name())
                                .toList();
                assertThat(commands).allMatch("db:reconnect"::equals);
                assertThat(diagnosis.remedies()).isNotEmpty();
            }
        }
    }
}
