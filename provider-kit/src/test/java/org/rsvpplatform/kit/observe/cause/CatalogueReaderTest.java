package org.rsvpplatform.kit.observe.cause;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.provider.Layer;

class CatalogueReaderTest {
    private static final String CAUSE =
            """
            domain: toys
            causes:
              - code: toy.broken
                title: Broken
                meaning: It is in two parts.
                distinguish: A lost toy is not there at all.
                guide: Toys
                switch: cures
                signals: |
                  toy SNAP conclusive
                  errno ENODEV layer=connect
                names: |
                  fell ... stairs
            """;

    @Test
    void a_new_cause_is_a_few_lines_of_data() {
        Catalogue toys = read(CAUSE);

        assertThat(toys.cause("toy.broken")).isPresent();
        assertThat(toys.diagnose("It fell down the \n stairs", Map.of()).getFirst().cause())
                .isEqualTo("toy.broken");
        assertThat(toys.candidates(List.of(new Signal.ErrorCode("toy", "SNAP", "")), null))
                .singleElement()
                .matches(Candidate::conclusive);
    }

    @Test
    void a_signal_may_be_meant_for_one_layer_only() {
        Catalogue toys = read(CAUSE);
        List<Signal> signals = List.of(new Signal.Errno("ENODEV", ""));

        assertThat(toys.candidates(signals, Layer.CONNECT)).hasSize(1);
        assertThat(toys.candidates(signals, Layer.OPERATION)).isEmpty();
    }

    @Test
    void an_unknown_field_is_named_with_its_line() {
        assertWrong(CAUSE.replace("guide:", "giude:"), "line 7", "giude");
    }

    @Test
    void a_missing_field_is_named() {
        assertWrong(CAUSE.replace("    title: Broken\n", ""), "line 3", "title is missing");
    }

    @Test
    void a_wrong_switch_says_what_is_possible() {
        assertWrong(CAUSE.replace("cures", "maybe"), "line 8", "if-standby-unaffected");
    }

    @Test
    void a_signal_without_a_value_is_named_with_its_line() {
        assertWrong(CAUSE.replace("toy SNAP conclusive", "toy"), "line 10", "'toy'");
    }

    @Test
    void a_code_may_stand_there_once() {
        String second = CAUSE.substring(CAUSE.indexOf("  - code"));

        assertWrong(CAUSE + second, "line", "twice");
    }

    @Test
    void broken_yaml_is_called_so() {
        assertWrong("domain: [", "not YAML", "");
    }

    private static Catalogue read(String yaml) {
        return Catalogue.read(new ByteArrayInputStream(yaml.getBytes(UTF_8)));
    }

    private static void assertWrong(String yaml, String... parts) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidCatalogueException.class)
                .hasMessageContainingAll(parts);
    }
}
