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
    private static final int BESIDE_THE_TABLE = 4;
    private static final long SECOND = 1_000_000_000;

    /**
     * @param now in nanoseconds of the JVM's monotonic clock
     */
    List<String> lines(long now) {
        List<String> lines = new ArrayList<>();
        lines.add(cut(header(now), style::bold));
        lines.add(
                view.trouble().isEmpty()
                        ? cut(notes(), style::yellow)
                        : cut(view.trouble(), style::red));
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

    private String header(long now) {
        if (view.last().isEmpty()) {
            return view.target() + "  waiting for the first look";
        }
        String age = "looked %d s ago".formatted((now - view.last().get().at()) / SECOND);
        if (!showsSessions()) {
            return view.target() + "  " + age;
        }
        long total = (long) answer().get("total").number(0);
        String known =
                sessions().size() < total ? " (%d looked at)".formatted(sessions().size()) : "";
        String states = sessions().isEmpty() ? "" : ": " + states();
        return "%s  %d of %d sessions%s%s  %s"
                .formatted(
                        providers(),
                        Math.min(sessions().size(), room()),
                        total,
                        known,
                        states,
                        age);
    }

    private String providers() {
        String named =
                sessions().stream()
                        .map(s -> s.text("provider"))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        return named.isEmpty() ? view.target() : named;
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

    private String notes() {
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

    private int room() {
        return Math.max(0, size.rows() - BESIDE_THE_TABLE);
    }

    private String cut(String text, UnaryOperator<String> colour) {
        return colour.apply(Words.cut(Words.harmless(text).replace('\n', ' '), size.columns()));
    }
}
