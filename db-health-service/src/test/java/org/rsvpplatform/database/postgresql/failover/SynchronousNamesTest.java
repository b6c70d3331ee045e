package org.rsvpplatform.database.postgresql.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.database.postgresql.connection.SynchronousNames;
import org.rsvpplatform.database.postgresql.connection.Waits;

class SynchronousNamesTest {
    @ParameterizedTest(name = "{0} needs b: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "b; true",
                "B; true",
                "\"b\"; true",
                "FIRST 1 (b); true",
                "ANY 1 (b); true",
                "1 (b); true",
                "FIRST 2 (b, c); true",
                "any 2 (\"b\", c); true",
                "``; false",
                "c; false",
                "*; false",
                "b, c; false",
                "FIRST 1 (b, c); false",
                "ANY 1 (c, b); false",
                "FIRST 1 (b, *); false",
                "FIRST 2 (b, c, d); false",
                "\"b, c\"; false"
            })
    void a_commit_needs_one_only_where_no_other_can_confirm(String setting, boolean needed) {
        assertThat(SynchronousNames.parse(setting).needs("b")).isEqualTo(needed);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "b; true",
                "*; true",
                "FIRST 2 (b, \"c, d\"); true",
                "ANY 3 (b, \"c, d\", e); false",
                "e; false"
            })
    void commits_need_as_many_as_are_counted_of_those_that_are_named(
            String setting, boolean enough) {
        assertThat(
                        new Survey.Commits(setting, List.of("B", "c, d"), new Waits(0, List.of()))
                                .enoughStream())
                .isEqualTo(enough);
    }

    @ParameterizedTest(name = "level {0}, b is {1}: {2}")
    @CsvSource({
        "on, sync, true",
        "remote_apply, sync, true",
        "on, quorum, true",
        "on, async, false",
        "on, several, false",
        "local, sync, false",
        "remote_write, sync, false"
    })
    void commits_wait_at_a_level_that_waits_for_one_that_is_there(
            String level, String state, boolean wait) {
        assertThat(new Standing.Commits("b", level, "", Map.of("b", state)).waitFor("b"))
                .isEqualTo(wait);
    }
}
