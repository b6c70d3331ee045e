package org.rsvpplatform.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Words;

/**
 * Shows any command's result by its shape: scalars as lines, lists of records as tables, a status
 * and a diagnosis in their own form. A new command needs nothing here.
 */
public final class ResultText {
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("verdict", "unreachable");

    private static final Set<String> SHOWN_BY_STATUS =
            Set.of(
                    "verdict",
                    "unreachable",
                    "state",
                    "since",
                    "domain",
                    "domains",
                    "providers",
                    "groups",
                    "worst",
                    "ageSeconds");

    private final Page page;
    private final boolean detailed;

    public ResultText(Page page, boolean detailed) {
        this.page = page;
        this.detailed = detailed;
    }

    /** Adds a result to the page. */
    public void show(Json result) {
        String verdict = result.text("verdict");
        if (StatusView.fits(result)) {
            new StatusReport(page, detailed).show(result);
            Map<String, Json> others = new LinkedHashMap<>(result.fields());
            others.keySet().removeAll(SHOWN_BY_STATUS);
            page.gap();
            fields(others, "");
        } else {
            value(result, "");
            if (!verdict.isEmpty()) {
                Style style = page.style();
                page.gap();
                page.line(style.state(verdict, style.mark(verdict) + "verdict: " + verdict));
            }
        }
        for (Json silent : result.get("unreachable").items()) {
            page.gap();
            page.labelled(
                    "",
                    "",
                    0,
                    "no answer from %s: %s"
                            .formatted(silent.text("domain"), silent.text("problem")));
        }
    }

    private void value(Json value, String indent) {
        if (DiagnosisBlock.fits(value)) {
            new DiagnosisBlock(page, indent).show(value);
        } else if (value instanceof Json.Obj object) {
            fields(object.values(), indent);
        } else if (value instanceof Json.Arr array) {
            items(array.values(), indent);
        } else if (value.isPresent()) {
            page.labelled(indent, "", 0, value.text());
        }
    }

    private void fields(Map<String, Json> fields, String indent) {
        int width =
                fields.entrySet().stream()
                        .filter(f -> isInline(f.getValue()))
                        .mapToInt(f -> Words.label(f.getKey()).length() + 2)
                        .max()
                        .orElse(0);
        for (Map.Entry<String, Json> field : fields.entrySet()) {
            Json value = field.getValue();
            boolean top = indent.isEmpty() && SHOWN_ELSEWHERE.contains(field.getKey());
            if (!top && isInline(value) && !inline(value).isEmpty()) {
                page.labelled(
                        indent, Words.label(field.getKey()), Math.max(width, 12), inline(value));
            }
        }
        for (Map.Entry<String, Json> field : fields.entrySet()) {
            Json value = field.getValue();
            boolean top = indent.isEmpty() && SHOWN_ELSEWHERE.contains(field.getKey());
            if (top || isInline(value) || isEmpty(value)) {
                continue;
            }
            if (indent.isEmpty()) {
                page.gap();
            }
            page.line(indent + page.style().bold(Words.label(field.getKey())));
            if (field.getKey().equals("lines") || field.getKey().equals("sql")) {
                value.items().forEach(line -> page.verbatim(indent + "  ", line.text()));
            } else {
                value(value, indent + "  ");
            }
        }
    }

    private void items(List<Json> items, String indent) {
        if (items.stream().allMatch(Json::isScalar)) {
            items.forEach(item -> page.labelled(indent, "- ", 2, item.text()));
        } else if (FaultList.fits(items)) {
            new FaultList(page).show(items, indent);
        } else if (SessionTable.fits(items)) {
            sessions(items, indent);
        } else if (items.stream().allMatch(ResultText::isRow)) {
            table(items, indent);
        } else {
            for (Json item : items) {
                value(item, indent);
                page.gap();
            }
        }
    }

    private void sessions(List<Json> sessions, String indent) {
        SessionTable table = new SessionTable(page);
        if (detailed) {
            table.whole(sessions, indent)
                    .ifPresentOrElse(
                            whole -> page.table(whole, indent),
                            () -> blocks(table.rows(sessions), indent));
        } else {
            table.show(sessions, indent);
        }
    }

    private void table(List<Json> rows, String indent) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.fields().keySet()));
        Table table = new Table(columns.stream().map(ResultText::heading).toList());
        Style style = page.style();
        for (Json row : rows) {
            List<Cell> cells = new ArrayList<>();
            for (String column : columns) {
                String text = Words.harmless(inline(row.get(column)));
                String word = row.text(column);
                cells.add(new Cell(style.mark(word) + text, t -> style.state(word, t)));
            }
            table.row(cells);
        }
        if (page.hasRoomFor(table, indent)) {
            page.table(table, indent);
        } else {
            blocks(rows, indent);
        }
    }

    /** Where a table has no room, each row becomes lines of its own. */
    private void blocks(List<Json> rows, String indent) {
        for (Json row : rows) {
            fields(row.fields(), indent);
            page.gap();
        }
    }

    private static String heading(String column) {
        return Words.label(column).toUpperCase(Locale.ROOT);
    }

    /** Whether an object can be one row: nothing in it needs lines of its own. */
    private static boolean isRow(Json item) {
        return item instanceof Json.Obj object
                && object.values().values().stream().allMatch(ResultText::isInline);
    }

    private static boolean isInline(Json value) {
        return value.isScalar()
                || (value instanceof Json.Arr list
                        && list.values().size() <= 3
                        && list.values().stream()
                                .allMatch(v -> v.isScalar() && v.text().length() <= 24));
    }

    private static boolean isEmpty(Json value) {
        return value.isScalar()
                ? value.text().isEmpty()
                : value.items().isEmpty() && value.fields().isEmpty();
    }

    private String inline(Json value) {
        return switch (value) {
            case Json.Bool bool -> bool.value() ? "yes" : "no";
            case Json.Arr list ->
                    list.values().stream().map(Json::text).collect(Collectors.joining(", "));
            default -> page.at(value.text());
        };
    }
}
