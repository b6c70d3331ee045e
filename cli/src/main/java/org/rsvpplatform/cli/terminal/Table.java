package org.rsvpplatform.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Columns under headings, fitted to a width. When the cells do not fit, the widest column gives
 * way: its text goes on below itself, nothing is lost and no word is broken.
 */
public final class Table {
    private static final String GAP = "  ";

    /** A cell: its text, and how that is coloured once it has been padded. */
    public record Cell(String text, UnaryOperator<String> colour) {
        public static Cell of(String text) {
            return new Cell(text, UnaryOperator.identity());
        }
    }

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    public void row(List<Cell> cells) {
        rows.add(List.copyOf(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table's lines, none longer than the width unless a single word is. */
    public List<String> lines(int width, Style style) {
        List<Integer> shown = columnsWithContent();
        int[] widths = widths(shown, width);
        List<String> lines = new ArrayList<>();
        List<Cell> heads = new ArrayList<>();
        for (int column : shown) {
            heads.add(new Cell(headings.get(column), style::dim));
        }
        lines.addAll(row(heads, widths));
        for (List<Cell> row : rows) {
            lines.addAll(row(shown.stream().map(row::get).toList(), widths));
        }
        return lines;
    }

    private List<Integer> columnsWithContent() {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            int column = i;
            if (rows.stream().anyMatch(row -> !row.get(column).text().isEmpty())) {
                shown.add(i);
            }
        }
        return shown;
    }

    /** Whether it can be shown in a width without breaking a word. */
    public boolean fits(int width) {
        int total = -GAP.length();
        for (int column : columnsWithContent()) {
            total += narrowest(column) + GAP.length();
        }
        return total <= width;
    }

    /** The same without a column, for where there is no room. */
    public Table without(String heading) {
        int column = headings.indexOf(heading);
        Table rest = new Table(headings.stream().filter(h -> !h.equals(heading)).toList());
        for (List<Cell> row : rows) {
            List<Cell> cells = new ArrayList<>(row);
            cells.remove(column);
            rest.row(cells);
        }
        return rest;
    }

    private int narrowest(int column) {
        int longest = longest(headings.get(column), " ");
        for (List<Cell> row : rows) {
            longest = Math.max(longest, longest(row.get(column).text(), "[ \n]"));
        }
        return longest;
    }

    private int[] widths(List<Integer> shown, int width) {
        int[] widths = new int[shown.size()];
        int[] least = new int[shown.size()];
        int total = GAP.length() * Math.max(0, shown.size() - 1);
        for (int i = 0; i < widths.length; i++) {
            int column = shown.get(i);
            least[i] = narrowest(column);
            widths[i] = headings.get(column).length();
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], longest(row.get(column).text(), "\n"));
            }
            total += widths[i];
        }
        // One character at a time from the column that has most to give, so that none is starved.
        while (total > width) {
            int giving = 0;
            for (int i = 1; i < widths.length; i++) {
                giving = widths[i] - least[i] > widths[giving] - least[giving] ? i : giving;
            }
            if (widths[giving] <= least[giving]) {
                break;
            }
            widths[giving]--;
            total--;
        }
        return widths;
    }

    private static int longest(String text, String separator) {
        int longest = 0;
        for (String part : text.split(separator, -1)) {
            longest = Math.max(longest, part.length());
        }
        return longest;
    }

    private static List<String> row(List<Cell> cells, int[] widths) {
        List<List<String>> wrapped = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            List<String> lines = Words.wrap(cells.get(i).text(), widths[i]);
            wrapped.add(lines);
            height = Math.max(height, lines.size());
        }
        List<String> lines = new ArrayList<>();
        for (int h = 0; h < height; h++) {
            StringBuilder line = new StringBuilder();
            int unstyled = 0;
            int due = 0;
            for (int i = 0; i < widths.length; i++) {
                String text = h < wrapped.get(i).size() ? wrapped.get(i).get(h) : "";
                if (!text.isEmpty()) {
                    line.repeat(" ", Math.max(0, due - unstyled))
                            .append(cells.get(i).colour().apply(text));
                    unstyled = Math.max(due, unstyled) + text.length();
                }
                due += widths[i] + GAP.length();
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
