package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No secret of the sandbox stands in anything that the suite says, writes or passes on. */
@ExtendWith(SuiteExtension.class)
class SecretsTest {
    private final Suite suite;

    SecretsTest(Suite suite) {
        this.suite = suite;
    }

    @Test
    void no_secret_in_any_form_is_in_answers_logs_state_metrics_arguments_or_environments()
            throws Exception {
        Map<String, String> forms = forms();
        assertThat(forms).hasSizeGreaterThan(12);
        suite.good("break", "postgresql", "wrong-password");
        suite.good("break", "mysql", "wrong-password");
        try {
            suite.post(
                    "/api/v1/domains/database/probe",
                    "{\"providers\":[\"postgresql\",\"mysql\"],\"debug\":true}");
            suite.post("/api/v1/commands/providers:test", "{\"parameters\":{\"verbose\":true}}");
            for (Map.Entry<String, String> output : outputs().entrySet()) {
                for (Map.Entry<String, String> form : forms.entrySet()) {
                    assertThat(output.getValue().contains(form.getValue()))
                            .as("%s holds %s", output.getKey(), form.getKey())
                            .isFalse();
                }
            }
        } finally {
            suite.good("heal");
        }
    }

    /**
     * The document of the configuration is made from what the readers ask for, by type. Each field
     * that it calls a secret stands in the sandbox's configuration as a file of the folder that is
     * searched for.
     */
    @Test
    void a_secret_is_planted_in_each_field_of_that_type() throws Exception {
        List<String> fields =
                Files.readAllLines(
                                Path.of(System.getProperty("rsvp.root"), "docs/configuration.md"))
                        .stream()
                        .filter(line -> line.contains("| a secret |"))
                        .map(line -> line.substring(line.indexOf('`') + 1, line.indexOf("` |")))
                        .toList();
        assertThat(fields).hasSizeGreaterThan(3);
        String configuration = new Configuration(suite).text();
        for (String field : fields) {
            String name = field.substring(field.lastIndexOf('.') + 1);
            String domain = field.substring(0, field.indexOf('.'));
            String section =
                    domain.equals("<domain>")
                            ? configuration
                            : configuration.substring(configuration.indexOf(domain + ":"))
                                    .split("\n(?=\\w)")[0];
            assertThat(section)
                    .as(field)
                    .containsPattern(name + ": \"file:[^\"]+/\\.rsvp/sandbox/secrets/");
        }
    }

    /** Every secret that the sandbox made, as it is and in the forms in which it could leak. */
    private Map<String, String> forms() throws IOException {
        Map<String, String> forms = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(suite.checkout().file(".rsvp/sandbox/secrets"))) {
            for (Path file : files.toList()) {
                byte[] secret = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
                String name = file.getFileName().toString();
                forms.put(name, new String(secret, StandardCharsets.UTF_8));
                forms.put(
                        name + " in base64",
                        Base64.getEncoder().withoutPadding().encodeToString(secret));
                forms.put(name + " in hex", HexFormat.of().formatHex(secret));
            }
        }
        forms.put("the operator's token", suite.env("RSVP_TOKEN"));
        return forms;
    }

    private Map<String, String> outputs() throws IOException {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String path :
                List.of(
                        "/api/v1/status?detailed=true",
                        "/api/v1/commands",
                        "/api/v1/journal",
                        "/api/v1/runs")) {
            outputs.put(path, suite.get(path).text());
        }
        for (String path :
                List.of("domain", "status?detailed=true", "active", "journal?limit=1000")) {
            outputs.put("database " + path, suite.get("/api/v1/domains/database/" + path).text());
        }
        outputs.put(
                "a probe with debug",
                suite.post(
                                "/api/v1/domains/database/probe",
                                "{\"providers\":[\"postgresql\",\"mysql\"],\"debug\":true}")
                        .text());
        outputs.put(
                "an error",
                suite.post("/api/v1/commands/providers:test", "{\"parameters\":{\"target\":7}")
                        .text());
        for (String command :
                List.of("providers:health", "providers:validate", "providers:grants")) {
            outputs.put(command, suite.rsvp(command, "database").all());
        }
        outputs.put("ps", suite.rsvp("ps", "--output=json").all());
        for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> process :
                suite.processes().entrySet()) {
            String name = process.getKey();
            long pid = process.getValue().get("pid").asLong();
            outputs.put(name + "'s arguments", Checkout.commandLine(pid));
            outputs.put(
                    name + "'s environment",
                    Files.readString(
                            Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1));
            int port = process.getValue().path("port").asInt();
            if (Services.all().contains(name)) {
                outputs.put(
                        name + "'s metrics",
                        suite.send("GET", "http://127.0.0.1:" + port + "/q/metrics", null, null)
                                .text());
            }
        }
        for (Path file : files(".rsvp/logs", ".rsvp/sandbox/state")) {
            outputs.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return outputs;
    }

    private List<Path> files(String... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> found = Files.walk(suite.checkout().file(folder))) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }
}
