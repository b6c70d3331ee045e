package org.rsvpplatform.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.cli.json.JsonReader;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CatalogueTest {
    private static Parameter parameter(String schema) {
        return Parameter.read("backupId", JsonReader.read(schema), false);
    }

    @Test
    void the_packaged_catalogue_offers_the_health_of_providers() {
        assertThat(Catalogue.packaged().find("providers:health")).isPresent();
        assertThat(Catalogue.packaged().all())
                .allSatisfy(c -> assertThat(c.summary()).isNotEmpty());
    }

    @Test
    void the_guides_commands_are_known_by_their_sections() {
        assertThat(Catalogue.ofGuide())
                .hasSize(58)
                .containsEntry("email:failover", "Provider Failover");
    }

    @Test
    void a_parameter_becomes_a_flag_in_kebab_case() {
        assertThat(parameter("{\"type\":\"string\"}").flag()).isEqualTo("--backup-id");
    }

    @Test
    void a_nullable_type_is_the_type_beside_null() {
        assertThat(parameter("{\"type\":[\"null\",\"integer\"]}").type()).isEqualTo("integer");
    }

    @Test
    void what_was_meant_is_found_by_letters_beginning_or_last_part() {
        List<String> names =
                List.of("providers:health", "providers:validate", "db:reconnect", "up", "down");

        assertThat(Spelling.nearest("provider:health", names)).containsExactly("providers:health");
        assertThat(Spelling.nearest("providers:heatlh", names)).containsExactly("providers:health");
        assertThat(Spelling.nearest("reconnect", names)).containsExactly("db:reconnect");
        assertThat(Spelling.nearest("dwon", names)).contains("down");
        assertThat(Spelling.nearest("zzzzzzzzzzzz", names)).isEmpty();
    }
}
