package org.rsvpplatform.cli.live;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.Page;
import org.rsvpplatform.cli.output.ResultText;
import org.rsvpplatform.cli.output.SessionLines;
import org.rsvpplatform.cli.output.SessionSort;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Words;

/**
 * The lines of a screen: what is looked at, what is wrong with that, the table, and the keys. They
 * are as many as the screen has rows, and none is wider than it.
 */
record Frame(View view, Screen.Size size, Style style, Clock clock) {
    private static final int HEADINGS_AND_KEYS = 2;
    private static final long SECOND = 1_000_000_000;

    /**
     * @param now in nanoseconds of the JVM's monotonic clock
     */
    List<String> lines(long now) {
        List<String> header = header(now);
        List<String> lines = new ArrayList<>();
        header.forEach(line -> lines.add(cut(line, style::bold)));
        if (linesAbove(header.size()) > header.size()) {
            lines.add(cut(remark(), view.trouble().isEmpty() ? style::yellow : style::red));
        }
        lines.addAll(body());
        int rows = Math.max(1, size.rows());
        if (lines.size() > rows - 1) {
            lines.subList(Math.max(1, rows - 1), lines.size()).clear();
        }
        lines.addAll(Collections.nCopies(Math.max(0, rows - 1 - lines.size()), ""));
        if (lines.size() < rows) {
            lines.add(cut(keys(), style::dim));
        }
        return lines;
    }

    /**
     * What is looked at, and when it was: one line, or two where there is no room for the states in
     * it. The names of several providers, which stand in the table too, give way first.
     */
    private List<String> header(long now) {
        if (view.last().isEmpty()) {
            return List.of(view.target() + "  waiting for the first look");
        }
        String age = "looked %d s ago".formatted((now - view.last().get().at()) / SECOND);
        if (!showsSessions()) {
            return List.of(view.target() + "  " + age);
        }
        String states = states();
        String told = sessionsIn(1) + (states.isEmpty() ? "" : ": " + states) + "  " + age;
        for (String providers : List.of(names(), named())) {
            String line = providers + "  " + told;
            if (line.length() <= size.columns()) {
                return List.of(line);
            }
        }
        String rest = "  " + sessionsIn(2) + "  " + age;
        String first = names().length() + rest.length() <= size.columns() ? names() : named();
        return states.isEmpty() ? List.of(first + rest) : List.of(first + rest, states);
    }

    /** How many sessions are shown below so many lines of the header, of how many. */
    private String sessionsIn(int headerLines) {
        int room = Math.max(0, size.rows() - linesAbove(headerLines) - HEADINGS_AND_KEYS);
        long total = (long) answer().get("total").number(0);
        return "%d of %d sessions%s"
                .formatted(
                        Math.min(sessions().size(), room),
                        total,
                        sessions().size() < total
                                ? " (%d looked at)".formatted(sessions().size())
                                : "");
    }

    /** The table begins below the second line, unless there is more to say. */
    private int linesAbove(int headerLines) {
        return headerLines == 1 || !remark().isEmpty() ? headerLines + 1 : headerLines;
    }

    private String names() {
        String names = String.join(", ", providers());
        return names.isEmpty() ? view.target() : names;
    }

    /** The same in fewer letters. */
    private String named() {
        int count = providers().size();
        return count > 1 ? count + " providers" : names();
    }

    private List<String> providers() {
        return sessions().stream().map(s -> s.text("provider")).distinct().sorted().toList();
    }

    private String states() {
        return sessions().stream()
                .collect(
                        Collectors.groupingBy(
                                s -> s.text("state"), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }

    /** What is wrong with the look, else what could not be asked in it. */
    private String remark() {
        if (!view.trouble().isEmpty()) {
            return view.trouble();
        }
        return answer().get("notes").items().stream()
                .map(Json::text)
                .collect(Collectors.joining("; "));
    }

    private List<String> body() {
        if (view.last().isEmpty()) {
            return List.of();
        }
        if (showsSessions()) {
            return new SessionLines(sessions(), Optional.of(view.order()), size.columns(), style)
                    .lines();
        }
        Page page = new Page(size.columns(), style, clock.instant(), clock.getZone());
        new ResultText(page, false).show(answer());
        return page.lines();
    }

    /** What can be pressed; the keys alone where there is no room for words. */
    private String keys() {
        if (!showsSessions()) {
            return "q leave";
        }
        String words = keys(sort -> sort.key() + " " + sort.word());
        return words.length() <= size.columns() ? words : keys(sort -> "" + sort.key());
    }

    private String keys(Function<SessionSort, String> name) {
        return Arrays.stream(SessionSort.values())
                .map(
                        sort ->
                                sort == view.order().sort()
                                        ? "[" + name.apply(sort) + "]"
                                        : name.apply(sort))
                .collect(Collectors.joining("  ", "sort by: ", "   r reverse   q leave"));
    }

    private boolean showsSessions() {
        return SessionLines.fit(answer());
    }

    private List<Json> sessions() {
        return answer().get("connections").items();
    }

    private Json answer() {
        return view.last().map(News.Looked::answer).orElse(Json.NULL);
    }

    private String cut(String text, UnaryOperator<String> colour) {
        return colour.apply(Words.cut(Words.harmless(text).replace('\n', ' '), size.columns()));
    }
}
