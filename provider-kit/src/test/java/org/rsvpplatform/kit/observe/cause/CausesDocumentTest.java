package org.rsvpplatform.kit.observe.cause;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/causes.md} is generated: {@code -Drsvp.regenerate=true} writes it anew. */
class CausesDocumentTest {
    private static final Path DOCUMENT = Catalogues.ROOT.resolve("docs/causes.md");

    /** Where the name of a domain alone would not do. */
    private static final Map<String, String> HEADINGS =
            Map.of("database", "Databases", "auth", "Authentication");

    private static final Set<String> NAMES = Set.of("kind", "product");

    /** A diagnosis leaves out what nobody offers. */
    private static final String OFFERED = offered();

    @Test
    void the_document_of_causes_is_up_to_date() throws IOException {
        String expected = document();
        if (Boolean.getBoolean("rsvp.regenerate")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT, UTF_8) : "")
                .as("docs/causes.md is stale: run this test with -Drsvp.regenerate=true")
                .isEqualTo(expected);
    }

    private static String offered() {
        try {
            return Files.readString(Catalogues.ROOT.resolve("docs/commands.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String document() {
        StringBuilder out = new StringBuilder();
        out.append("# Causes\n\n");
        out.append("Generated from the services' `causes.yaml`; do not edit. ");
        out.append("Each code is an anchor that diagnoses link to.\n\n");
        out.append(
                "Switch says whether changing the active provider helps. A value in `<angle"
                        + " brackets>` ");
        out.append("is filled in by a diagnosis; secrets never are.\n\n");
        for (Catalogue catalogue : Catalogues.ALL) {
            out.append("- [%s](#%s): ".formatted(heading(catalogue.domain()), catalogue.domain()));
            out.append(
                    catalogue.causes().stream()
                            .map(cause -> "[%s](#%s)".formatted(cause.code(), cause.code()))
                            .collect(Collectors.joining(", ")));
            out.append('\n');
        }
        out.append("\n<a id=\"unknown\"></a>\n## unknown\n\n");
        out.append("None of the causes below fits what was seen. The evidence is shown as it is; ");
        out.append("nothing is guessed.\n");
        for (Catalogue catalogue : Catalogues.ALL) {
            out.append("\n<a id=\"%s\"></a>\n".formatted(catalogue.domain()));
            out.append("## %s\n".formatted(heading(catalogue.domain())));
            catalogue.causes().forEach(cause -> describe(cause, out));
        }
        return out.toString();
    }

    private static String heading(String domain) {
        return HEADINGS.getOrDefault(
                domain, domain.substring(0, 1).toUpperCase(Locale.ROOT) + domain.substring(1));
    }

    @Test
    void a_domain_without_a_heading_of_its_own_has_its_name() {
        assertThat(heading("clock")).isEqualTo("Clock");
    }

    private static void describe(Cause cause, StringBuilder out) {
        out.append("\n<a id=\"%s\"></a>\n".formatted(cause.code()));
        out.append("### %s: %s\n\n".formatted(cause.code(), cause.title()));
        out.append(cause.meaning()).append("\n\n");
        out.append("*Told from its neighbours:* ").append(cause.distinguish()).append("\n\n");
        out.append(
                "*Switch:* %s. *Guide:* %s.\n"
                        .formatted(cause.switchover().label(), cause.guide()));
        cause.remedies().forEach(template -> describe(template, out));
    }

    private static void describe(RemedyTemplate template, StringBuilder out) {
        Remedy remedy = template.fill(Map.of());
        String condition =
                condition(template.when())
                        + (template.first() == null
                                ? ""
                                : " (first where %s known)".formatted(template.first()));
        out.append("\n- %s%s\n".formatted(prose(remedy.text()), condition));
        if (remedy.command() != null) {
            String name = remedy.command().name();
            out.append(
                    "  Command: `%s`%s\n"
                            .formatted(
                                    name,
                                    OFFERED.contains("\"" + name + "\"")
                                            ? ""
                                            : " (not offered yet)"));
        }
        if (!remedy.lines().isEmpty()) {
            String language = "file".equals(remedy.language()) ? "" : remedy.language();
            out.append("  ```%s\n".formatted(language));
            remedy.lines().forEach(line -> out.append("  ").append(line).append('\n'));
            out.append("  ```\n");
        }
    }

    /** Outside code a value in angle brackets would be taken for HTML. */
    private static String prose(String text) {
        return text.replaceAll("<[A-Za-z ]+>", "`$0`");
    }

    private static String condition(Map<String, String> when) {
        List<String> words =
                when.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(
                                entry ->
                                        switch (entry.getValue()) {
                                            case "present" -> entry.getKey() + " known";
                                            case "absent" -> entry.getKey() + " not known";
                                            default -> word(entry.getKey(), entry.getValue());
                                        })
                        .toList();
        return words.isEmpty() ? "" : " (%s)".formatted(String.join(", ", words));
    }

    /** The name of a kind says by itself what it is. */
    private static String word(String name, String value) {
        String values = value.replace("|", " or ");
        return NAMES.contains(name) ? values : name + " " + values;
    }
}
