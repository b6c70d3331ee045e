package org.rsvpplatform.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.cli.Golden;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;
import org.rsvpplatform.cli.output.SessionSort;
import org.rsvpplatform.cli.terminal.Style;

/** What stands on the screen, and what the keys make of it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FrameTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-31T02:14:54Z"), ZoneOffset.UTC);
    private static final long NOW = Duration.ofMinutes(10).toNanos();

    private static View view(Json answer) {
        return View.of("postgresql", SessionSort.TRANSACTION)
                .after(new News.Looked(answer, NOW - Duration.ofSeconds(3).toNanos()));
    }

    private static View sessions() {
        return view(answer());
    }

    private static Json answer() {
        try {
            return JsonReader.read(Golden.input("connections"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(View view, int columns, int rows, Style style) {
        return new Frame(view, new Screen.Size(columns, rows), style, CLOCK).lines(NOW);
    }

    private static List<String> lines(View view) {
        return lines(view, 120, 10, Style.PLAIN);
    }

    private static List<String> pids(View view) {
        return lines(view).subList(3, 6).stream()
                .map(line -> line.replaceFirst("^[a-z.-]+ +", "").replaceFirst(" .*", ""))
                .toList();
    }

    private static View pressed(View view, String keys) {
        View now = view;
        for (char key : keys.toCharArray()) {
            now = now.after(new News.Key(key));
        }
        return now;
    }

    @Test
    void a_screen_has_a_header_the_notes_the_table_and_the_keys() throws IOException {
        Golden.assertMatches(
                "connections-live",
                String.join("\n", lines(sessions(), 120, 9, Style.PLAIN)) + "\n");
    }

    @Test
    void a_header_without_room_counts_the_providers_and_has_the_states_below_it() {
        assertThat(lines(sessions(), 110, 9, Style.PLAIN).getFirst())
                .isEqualTo(
                        "2 providers  3 of 117 sessions (3 looked at): 1 active, 1 idle, 1"
                                + " idle-in-transaction  looked 3 s ago");
        assertThat(lines(sessions(), 80, 9, Style.PLAIN).getFirst())
                .isEqualTo(
                        "backup-postgresql, postgresql  3 of 117 sessions (3 looked at)  looked 3 s"
                                + " ago");
        assertThat(lines(sessions(), 70, 9, Style.PLAIN).subList(0, 3))
                .containsExactly(
                        "2 providers  3 of 117 sessions (3 looked at)  looked 3 s ago",
                        "1 active, 1 idle, 1 idle-in-transaction",
                        "mysql: needs an observer login (PROCESS)");
        assertThat(lines(sessions(), 80, 7, Style.PLAIN).getFirst())
                .contains("  2 of 117 sessions");
    }

    @Test
    void the_second_line_of_a_header_takes_no_room_from_a_table_without_notes() {
        Map<String, Json> quiet = new HashMap<>(answer().fields());
        quiet.put("notes", new Json.Arr(List.of()));
        View view = view(new Json.Obj(quiet));

        assertThat(lines(view, 120, 9, Style.PLAIN).get(2)).startsWith("PROVIDER");
        assertThat(lines(view, 80, 9, Style.PLAIN).get(2)).startsWith("PROVIDER");
    }

    @ParameterizedTest
    @CsvSource({
        "t, '4711,4712,88'",
        "a, '88,4711,4712'",
        "w, '4712,88,4711'",
        "s, '4712,88,4711'",
        "n, '88,4711,4712'",
        "u, '88,4711,4712'",
        "p, '88,4711,4712'",
        "tr, '88,4712,4711'",
        "ar, '4712,4711,88'",
        "pr, '4712,4711,88'",
        "prr, '88,4711,4712'",
        "prt, '4711,4712,88'",
        "x, '4711,4712,88'",
    })
    void a_key_sorts_and_r_turns_the_order_round(String keys, String expected) {
        assertThat(String.join(",", pids(pressed(sessions(), keys)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"t,TRANSACTION", "a,AGE", "w,WAIT", "s,STATE", "n,APPLICATION", "u,USER", "p,PID"})
    void the_column_that_it_is_sorted_by_is_marked(String key, String heading) {
        View view = pressed(sessions(), key);

        assertThat(lines(view, 160, 10, Style.PLAIN).get(2)).contains(heading + "v ");
        assertThat(lines(pressed(view, "r"), 160, 10, Style.PLAIN).get(2)).contains(heading + "^ ");
        assertThat(lines(view, 160, 10, new Style(false, true)).get(2)).contains(heading + "▼ ");
        assertThat(lines(view, 160, 10, Style.PLAIN).getLast()).contains("[" + key + " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20, 40, 60, 80, 100, 120, 200})
    void no_line_is_wider_than_the_screen_and_there_are_as_many_as_rows(int columns) {
        for (int rows : new int[] {1, 2, 3, 4, 5, 24}) {
            for (Style style : new Style[] {Style.PLAIN, new Style(true, true)}) {
                List<String> lines = lines(sessions(), columns, rows, style);

                assertThat(lines).hasSize(rows);
                assertThat(lines)
                        .allSatisfy(
                                line ->
                                        assertThat(line.replaceAll("\u001b\\[[0-9]*m", ""))
                                                .hasSizeLessThanOrEqualTo(Math.max(2, columns)));
            }
        }
    }

    @Test
    void what_a_server_says_of_itself_steers_no_terminal() {
        assertThat(lines(sessions(), 200, 10, Style.PLAIN))
                .noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void without_colours_there_are_only_words() {
        assertThat(lines(sessions(), 120, 10, new Style(true, false)))
                .anyMatch(line -> line.contains("\u001b["));
        assertThat(lines(sessions(), 120, 10, new Style(false, true)))
                .noneMatch(line -> line.contains("\u001b["));
    }

    @Test
    void trouble_is_told_above_what_was_seen_last_and_gone_with_the_next_look() {
        View lost = sessions().after(new News.Lost("the gateway is gone"));
        View failed = lost.after(new News.LookFailed("no answer"));

        assertThat(lines(lost).get(1)).isEqualTo("the gateway is gone; trying again");
        assertThat(lines(lost)).anyMatch(line -> line.contains("checkout"));
        assertThat(lines(failed).get(1)).isEqualTo("the look failed: no answer");
        assertThat(lines(failed.after(new News.Looked(answer(), NOW))).get(1))
                .startsWith("mysql: needs");
    }

    @Test
    void a_key_is_kept_over_looks() {
        View later = pressed(sessions(), "pr").after(new News.Looked(answer(), NOW));

        assertThat(pids(later)).containsExactly("4712", "4711", "88");
    }

    @Test
    void before_the_first_look_it_waits() {
        assertThat(lines(View.of("postgresql", SessionSort.PID)).getFirst())
                .isEqualTo("postgresql  waiting for the first look");
    }

    @Test
    void no_sessions_are_an_empty_table() {
        Json none = JsonReader.read("{\"total\": 0, \"connections\": [], \"notes\": []}");

        assertThat(lines(view(none)).getFirst())
                .isEqualTo("postgresql  0 of 0 sessions  looked 3 s ago");
        assertThat(lines(view(none)).get(2)).startsWith("PID");
    }

    @Test
    void an_answer_of_another_shape_is_shown_as_a_result_and_has_no_sorts() {
        Json other = new Json.Obj(Map.of("queue", new Json.Num("7")));

        assertThat(lines(view(other)).getFirst()).isEqualTo("postgresql  looked 3 s ago");
        assertThat(lines(view(other)).get(2)).matches("Queue +7");
        assertThat(lines(view(other)).getLast()).isEqualTo("q leave");
    }

    @ParameterizedTest
    @ValueSource(ints = {'q', 'Q', 3, -1})
    void q_and_control_c_leave_and_so_does_the_end_of_all_keys(int code) {
        assertThat(new News.Key(code).leaves()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {'t', 'r', 'x', 27, ' ', 0})
    void other_keys_stay(int code) {
        assertThat(new News.Key(code).leaves()).isFalse();
    }
}
