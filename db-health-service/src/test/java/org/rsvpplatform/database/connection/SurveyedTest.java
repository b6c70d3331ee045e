package org.rsvpplatform.database.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SurveyedTest {
    private final Surveyed<String> first = new Surveyed<>();

    @Test
    void what_changes_after_the_login_shows_in_a_later_probe() {
        first.learned("one");
        Surveyed<String> later = first.again();
        later.learned("two");

        assertThat(changed(first)).isFalse();
        assertThat(changed(later)).isTrue();
        assertThat(later.atLogin()).contains("one");
    }

    @Test
    void what_changes_between_a_login_and_its_first_survey_shows_against_the_one_before() {
        first.learned("one");
        Surveyed<String> next = Surveyed.after(first);
        next.learned("two");

        assertThat(changed(next)).isTrue();
        assertThat(next.atLogin()).isEmpty();
    }

    @Test
    void a_login_that_was_told_nothing_passes_on_what_the_one_before_it_was_told() {
        first.learned("one");
        Surveyed<String> silent = Surveyed.after(first.again());
        Surveyed<String> next = Surveyed.after(silent.again());
        next.learned("two");

        assertThat(changed(next)).isTrue();
    }

    @Test
    void once_it_is_kept_only_its_own_login_counts() {
        first.learned("one");
        Surveyed<String> next = Surveyed.after(first);
        next.learned("two");
        Surveyed<String> later = next.again();
        later.learned("two");

        assertThat(changed(later)).isFalse();
    }

    private static boolean changed(Surveyed<String> surveyed) {
        return surveyed.changed(Function.identity());
    }
}
