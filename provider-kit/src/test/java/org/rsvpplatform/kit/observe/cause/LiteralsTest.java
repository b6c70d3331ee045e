package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiteralsTest {

    @Test
    void a_plain_expression_needs_its_longest_run() {
        assertThat(Literals.of("no\\.such host")).containsExactly("no.such");
        assertThat(Literals.of("a [bc]{1,3}\\d+ refused")).containsExactly("refused");
    }

    @Test
    void what_may_be_absent_is_not_needed() {
        assertThat(Literals.of("colou?r")).containsExactly("colo");
        assertThat(Literals.of("(very )?old")).containsExactly("old");
        assertThat(Literals.of("x(?!never)y{0,2}")).containsExactly("x");
    }

    @Test
    void one_of_the_alternatives_is_needed() {
        assertThat(Literals.of("dkim|dmarc")).containsExactly("dkim", "dmarc");
        assertThat(Literals.of("(refused|timed out)[^\\n]{0,9}x"))
                .containsExactly("refused", "timed");
        assertThat(Literals.of("(refused|\\d+)")).isEmpty();
    }

    @Test
    void a_phrase_finds_the_same_with_and_without_them() {
        for (Catalogue catalogue : Catalogues.ALL) {
            catalogue
                    .phrases()
                    .forEach(
                            phrase ->
                                    assertThat(Literals.of(phrase.source()))
                                            .as(phrase.source())
                                            .allMatch(
                                                    literal ->
                                                            phrase.source()
                                                                    .replace("\\", "")
                                                                    .contains(literal)));
        }
    }
}
