package org.rsvpplatform.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.cli.terminal.Table.Cell;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TableTest {
    private static Table table() {
        Table table = new Table(List.of("NAME", "EMPTY", "TEXT"));
        table.row(List.of(Cell.of("a"), Cell.of(""), Cell.of("one two three four")));
        table.row(List.of(Cell.of("bb"), Cell.of(""), Cell.of("five")));
        return table;
    }

    @Test
    void a_column_without_content_is_left_out() {
        assertThat(table().lines(40, Style.PLAIN))
                .containsExactly("NAME  TEXT", "a     one two three four", "bb    five");
    }

    @Test
    void a_long_text_goes_on_below_itself() {
        assertThat(table().lines(15, Style.PLAIN))
                .containsExactly(
                        "NAME  TEXT", "a     one two", "      three", "      four", "bb    five");
    }

    @Test
    void colours_do_not_count_as_width() {
        Table table = new Table(List.of("A", "B"));
        table.row(List.of(new Cell("x", new Style(true, false)::red), Cell.of("y")));

        assertThat(table.lines(20, Style.PLAIN)).containsExactly("A  B", "\u001b[31mx\u001b[0m  y");
    }

    @Test
    void it_knows_where_it_would_have_to_break_a_word() {
        assertThat(table().fits(11)).isTrue();
        assertThat(table().fits(10)).isFalse();
    }
}
