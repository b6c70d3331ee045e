package org.rsvpplatform.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Words;

/**
 * Sessions as lines of exactly one row each, none longer than the width: what is too long is cut.
 *
 * @param order what to sort by, whose column carries a mark that points up when it is turned round;
 *     empty to leave the sessions as they came
 */
public record SessionLines(
        List<Json> sessions, Optional<SessionOrder> order, int width, Style style) {
    private static final String GAP = "  ";
    private static final int LEAST_STATEMENT = 16;
    private static final int LEAST_OF_ALL = 8;
    private static final List<String> FIELDS = List.of("total", "connections", "notes");

    /** What the first columns have to leave each other where there is no room for all they say. */
    private static final Map<SessionColumn, Integer> LEAST =
            Map.of(
                    SessionColumn.APPLICATION, 8,
                    SessionColumn.PROVIDER, 13,
                    SessionColumn.STATE, 13);

    /** Whether a result is one of sessions. */
    public static boolean fit(Json result) {
        List<Json> sessions = result.get("connections").items();
        return SessionTable.fits(sessions)
                || sessions.isEmpty() && result.fields().keySet().containsAll(FIELDS);
    }

    /** The headings, and one line for each session. */
    public List<String> lines() {
        List<SessionColumn> columns = columns();
        int[] widths = widths(columns);
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(this::head).toList(), widths));
        for (Json session : order.map(o -> o.sorted(sessions)).orElse(sessions)) {
            lines.add(line(columns.stream().map(c -> c.cell(session, style)).toList(), widths));
        }
        return lines;
    }

    /** Those that there is room for beside a statement. */
    private List<SessionColumn> columns() {
        List<SessionColumn> columns = new ArrayList<>(List.of(SessionColumn.values()));
        if (SessionTable.ofOneProvider(sessions)) {
            columns.remove(SessionColumn.PROVIDER);
        }
        columns.removeIf(c -> isEmpty(c) && !isSortedBy(c) && !SessionColumn.ALWAYS.contains(c));
        for (SessionColumn column : SessionColumn.DISPENSABLE) {
            if (used(columns) + GAP.length() + LEAST_STATEMENT <= width) {
                break;
            }
            if (isDispensable(column)) {
                columns.remove(column);
            }
        }
        return columns;
    }

    private boolean isDispensable(SessionColumn column) {
        return SessionColumn.DISPENSABLE.contains(column) && !isSortedBy(column);
    }

    private boolean isSortedBy(SessionColumn column) {
        return order.isPresent() && order.get().sort().column() == column;
    }

    private boolean isEmpty(SessionColumn column) {
        return sessions.stream().allMatch(s -> column.cell(s, style).text().isEmpty());
    }

    private int[] widths(List<SessionColumn> columns) {
        int[] widths = columns.stream().mapToInt(this::width).toArray();
        int last = widths.length - 1;
        int missing = Math.max(0, used(columns) + GAP.length() + LEAST_OF_ALL - width);
        for (int i = 0; i < last; i++) {
            int least = LEAST.getOrDefault(columns.get(i), widths[i]);
            int given = Math.clamp(widths[i] - least, 0, missing);
            widths[i] -= given;
            missing -= given;
        }
        widths[last] = width;
        for (int i = 0; i < last; i++) {
            widths[last] -= widths[i] + GAP.length();
        }
        return widths;
    }

    /** What all but the last take. */
    private int used(List<SessionColumn> columns) {
        int total = -GAP.length();
        for (SessionColumn column : columns.subList(0, columns.size() - 1)) {
            total += width(column) + GAP.length();
        }
        return total;
    }

    private int width(SessionColumn column) {
        int widest = head(column).text().length();
        for (Json session : sessions) {
            widest = Math.max(widest, column.cell(session, style).text().length());
        }
        return Math.min(widest, Math.max(column.widest(), head(column).text().length()));
    }

    private Cell head(SessionColumn column) {
        return isSortedBy(column)
                ? new Cell(column.heading() + mark(order.get().reversed()), style::bold)
                : new Cell(column.heading(), style::dim);
    }

    private String mark(boolean reversed) {
        if (style.symbols()) {
            return reversed ? "▲" : "▼";
        }
        return reversed ? "^" : "v";
    }

    private String line(List<Cell> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        int free = width;
        int owed = 0;
        for (int i = 0; i < widths.length && free > 0; i++) {
            Cell cell = cells.get(i);
            int room = Math.min(widths[i], free);
            String text = room < 2 ? "" : Words.cut(cell.text(), room);
            if (!text.isEmpty()) {
                line.repeat(" ", owed).append(cell.colour().apply(text));
                owed = 0;
            }
            int step = widths[i] + GAP.length();
            owed += step - text.length();
            free -= step;
        }
        return line.toString();
    }
}
