package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CataloguesTest {

    @Test
    void no_code_stands_in_two_catalogues_and_none_that_answers_have_named_is_gone()
            throws IOException {
        Stream<String> codes =
                Catalogues.ALL.stream().flatMap(c -> c.causes().stream()).map(Cause::code);

        assertThat(Stream.concat(codes, Stream.of(Cause.UNKNOWN)).toList())
                .doesNotHaveDuplicates()
                .containsAll(named());
    }

    @Test
    void every_phrase_compiles() {
        Catalogues.ALL.forEach(Catalogue::compileAll);
    }

    @Test
    void no_phrase_repeats_without_bound_what_may_be_anything() {
        Pattern unbounded = Pattern.compile("(\\.|\\]|\\\\S|\\\\s|\\))[*+]");

        assertThat(Catalogues.ALL.stream().flatMap(Catalogue::phrases).map(Phrase::source))
                .filteredOn(source -> unbounded.matcher(source).find())
                .isEmpty();
    }

    @Test
    void every_neighbour_named_is_a_cause_of_the_same_catalogue() {
        for (Catalogue catalogue : Catalogues.ALL) {
            for (Cause cause : catalogue.causes()) {
                assertThat(
                                Stream.of(cause.alternatives(), cause.explains())
                                        .flatMap(c -> c.stream()))
                        .as(cause.code())
                        .allMatch(code -> catalogue.cause(code).isPresent());
            }
        }
    }

    @Test
    void every_cause_can_be_recognised_and_helped() {
        for (Catalogue catalogue : Catalogues.ALL) {
            assertThat(catalogue.causes()).allMatch(cause -> !cause.remedies().isEmpty());
        }
    }

    @Test
    void no_remedy_keeps_a_placeholder_when_all_facts_are_missing() {
        for (Catalogue catalogue : Catalogues.ALL) {
            for (Cause cause : catalogue.causes()) {
                for (RemedyTemplate template : cause.remedies()) {
                    Remedy remedy = template.fill(Map.of());
                    assertThat(remedy.text()).doesNotContain("{host}", "{provider}");
                    assertThat(remedy.lines())
                            .allMatch(line -> !line.matches(".*(?<!\\$)\\{[a-z][A-Za-z]*\\}.*"));
                }
            }
        }
    }

    private static List<String> named() throws IOException {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                CataloguesTest.class.getResourceAsStream("/corpus/codes.txt"),
                                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank()).toList();
        }
    }
}
