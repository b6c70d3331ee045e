package org.rsvpplatform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue and the code speak of facts by their names; nothing else holds them together. */
class FactsTest {
    private static final List<Path> SOURCES =
            List.of(Path.of("src/main/java"), Path.of("../provider-kit/src/main/java"));

    private static final String CAUSES = read(Path.of("src/main/resources/causes.yaml"));
    private static final Set<String> LITERALS = found("\"([A-Za-z][A-Za-z-]*)\"", sources());

    /** Words of a line of signals that are no names. */
    private static final Set<String> STRENGTHS = Set.of("conclusive", "weak");

    @Test
    void every_fact_that_a_check_names_in_place_has_a_cause() {
        assertThat(named()).containsAll(found("Signal\\.Fact\\(\\s*\"([a-z-]+)\"", sources()));
    }

    @Test
    void every_fact_that_a_cause_waits_for_stands_in_the_code() {
        assertThat(LITERALS).containsAll(named());
    }

    @Test
    void every_value_that_a_remedy_asks_for_stands_in_the_code() {
        Set<String> asked = new TreeSet<>();
        found("when: \\{([^}]*)\\}", CAUSES)
                .forEach(conditions -> asked.addAll(found("(\\w+):", conditions)));
        asked.addAll(found("(?<![$\\w])\\{([a-z]\\w*)(?::[^{}\"]*)?\\}", CAUSES));

        assertThat(LITERALS).containsAll(asked);
    }

    private static Set<String> named() {
        return found("(?m)^ +fact (.+)$", CAUSES).stream()
                .flatMap(line -> Stream.of(line.split(" ")))
                .filter(word -> !STRENGTHS.contains(word) && !word.contains("="))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sources() {
        return SOURCES.stream().flatMap(FactsTest::files).collect(Collectors.joining("\n"));
    }

    private static Stream<String> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(FactsTest::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
