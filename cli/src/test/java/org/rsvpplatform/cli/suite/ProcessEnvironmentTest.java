package org.rsvpplatform.cli.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProcessEnvironmentTest {
    private static final Map<String, String> OURS =
            Map.of(
                    "PATH",
                    "/bin",
                    "LOG_LEVEL",
                    "debug",
                    "DB_PASS",
                    "d",
                    "SMTP_PASS",
                    "e",
                    "SENDGRID_API_KEY",
                    "k",
                    "OTHER",
                    "o");

    @TempDir Path directory;

    private Map<String, String> of(String domain, String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("providers.yaml"), configuration);
        return new ProcessEnvironment(OURS).service(domain, file);
    }

    @Test
    void a_service_gets_the_variables_of_its_own_section_only() throws IOException {
        String yaml = "database:\n  password: \"${DB_PASS}\"\nemail:\n  pass: ${SMTP_PASS}\n";

        assertThat(of("database", yaml)).containsOnlyKeys("PATH", "LOG_LEVEL", "DB_PASS");
        assertThat(of("email", yaml))
                .containsOnlyKeys("PATH", "LOG_LEVEL", "SMTP_PASS", "SENDGRID_API_KEY");
        assertThat(of("gateway", yaml)).containsOnlyKeys("PATH", "LOG_LEVEL");
    }

    @Test
    void in_json_which_has_no_lines_to_tell_sections_by_every_variable_counts() throws IOException {
        assertThat(
                        of(
                                "database",
                                "{\"database\":{\"password\":\"${DB_PASS}\"},\"email\":{\"pass\":\"${SMTP_PASS}\"}}"))
                .containsKeys("DB_PASS", "SMTP_PASS")
                .doesNotContainKey("OTHER");
    }

    @Test
    void a_configuration_that_can_not_be_read_adds_nothing() {
        assertThat(new ProcessEnvironment(OURS).service("auth", directory.resolve("none.yaml")))
                .containsOnlyKeys("PATH", "LOG_LEVEL");
    }
}
