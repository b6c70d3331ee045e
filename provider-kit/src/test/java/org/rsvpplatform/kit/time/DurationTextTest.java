package org.rsvpplatform.kit.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations as operators write them. */
class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"PT10S,10s", "PT1H30M,1h30m", "PT0.5S,500ms", "PT0S,0s", "PT49H,2d1h"})
    void a_duration_is_shown_as_it_may_be_written(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
        assertThat(DurationText.parse(text)).hasValue(duration);
    }
}
