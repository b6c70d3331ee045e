package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("rsvp.root"));
    private static final Pattern LINK =
            Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern SOURCE = Pattern.compile("[\\w/.-]*\\w+\\.java");

    @Test
    void links_lead_to_files_of_the_checkout() throws IOException {
        for (Path document : documents()) {
            assertThat(found(LINK, document))
                    .as(document.toString())
                    .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
        }
    }

    @Test
    void the_recipes_name_source_files_that_exist() throws IOException {
        Set<String> sources;
        try (Stream<Path> files = Files.walk(ROOT)) {
            sources =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> "/" + ROOT.relativize(file))
                            .collect(Collectors.toSet());
        }

        assertThat(found(SOURCE, ROOT.resolve("ARCHITECTURE.md")))
                .isNotEmpty()
                .allSatisfy(
                        named -> assertThat(sources).anyMatch(file -> file.endsWith("/" + named)));
    }

    @Test
    void the_table_of_commands_is_the_catalogue() throws IOException {
        List<String> offered = new ArrayList<>();
        for (JsonNode command :
                new ObjectMapper()
                        .readTree(ROOT.resolve("docs/commands.json").toFile())
                        .get("commands")) {
            offered.add(command.get("name").asText());
        }

        String prefixes =
                offered.stream()
                        .map(name -> name.substring(0, name.indexOf(':')))
                        .distinct()
                        .collect(Collectors.joining("|"));
        Pattern command = Pattern.compile("\\b(?:%s):[a-z-]+".formatted(prefixes));

        assertThat(found(command, ROOT.resolve("README.md")))
                .containsAll(offered)
                .allMatch(offered::contains);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> below = Files.list(ROOT.resolve("docs"));
                Stream<Path> decisions = Files.list(ROOT.resolve("docs/adr"))) {
            return Stream.of(top, below, decisions)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document))
                .results()
                .map(match -> group(match))
                .distinct()
                .toList();
    }

    private static String group(MatchResult match) {
        return match.groupCount() > 0 ? match.group(1) : match.group();
    }
}
