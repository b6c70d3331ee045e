package org.rsvpplatform.cli.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                    "JWT_SECRET",
                    "j",
                    "OTHER",
                    "o");

    private static final Path ROOT =
            Path.of(System.getProperty("rsvp.root", "..")).toAbsolutePath().normalize();

    /** The one that is checked in. */
    private static final SuiteModules SUITE = SuiteModules.read(new SuiteDirectory(ROOT));

    /** A row of the documented fields: the domain, and the variable of its fourth column. */
    private static final Pattern FIELD =
            Pattern.compile("\\| `(\\w+)\\.[^|]*\\|[^|]*\\|[^|]*\\| `([A-Z_]+)` \\|.*");

    @TempDir Path directory;

    private Map<String, String> of(String domain, String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("providers.yaml"), configuration);
        return new ProcessEnvironment(OURS, SUITE).service(domain, file);
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
    void a_service_gets_the_variable_that_it_reads_when_its_section_leaves_a_field_out()
            throws IOException {
        assertThat(of("auth", "auth:\n  jwt: {}\n"))
                .containsOnlyKeys("PATH", "LOG_LEVEL", "JWT_SECRET");
    }

    @Test
    void each_variable_that_a_field_of_a_domain_is_documented_to_have_reaches_its_service()
            throws IOException {
        List<MatchResult> fields =
                Files.readAllLines(ROOT.resolve("docs/configuration.md")).stream()
                        .map(FIELD::matcher)
                        .filter(Matcher::matches)
                        .map(Matcher::toMatchResult)
                        .filter(field -> SUITE.modules().containsKey(field.group(1)))
                        .toList();

        assertThat(fields).isNotEmpty();
        assertThat(fields)
                .allSatisfy(
                        field ->
                                assertThat(SUITE.environment(field.group(1)))
                                        .contains(field.group(2)));
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
        assertThat(
                        new ProcessEnvironment(OURS, SUITE)
                                .service("gateway", directory.resolve("none.yaml")))
                .containsOnlyKeys("PATH", "LOG_LEVEL");
    }
}
