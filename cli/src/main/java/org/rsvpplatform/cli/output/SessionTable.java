package org.rsvpplatform.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Table;

/** The sessions of databases among other results, one a row. */
final class SessionTable {
    private final Page page;

    SessionTable(Page page) {
        this.page = page;
    }

    /** Whether all items are sessions. */
    static boolean fits(List<Json> items) {
        return !items.isEmpty()
                && items.stream()
                        .map(Json::fields)
                        .allMatch(f -> f.containsKey("pid") && f.containsKey("transactionSeconds"));
    }

    /** Whether a session's number says which one it is. */
    static boolean ofOneProvider(List<Json> sessions) {
        return sessions.stream().map(s -> s.text("provider")).distinct().count() <= 1;
    }

    /** One line each; what does not fit is cut. */
    void show(List<Json> sessions, String indent) {
        new SessionLines(sessions, Optional.empty(), page.room(indent), page.style())
                .lines()
                .forEach(line -> page.line(indent + line));
    }

    /** The same columns for lines of their own, by their headings. */
    List<Json> rows(List<Json> sessions) {
        List<Json> rows = new ArrayList<>();
        for (Json session : sessions) {
            Map<String, Json> row = new LinkedHashMap<>();
            for (SessionColumn column : SessionColumn.values()) {
                row.put(
                        column.heading().toLowerCase(Locale.ROOT),
                        new Json.Text(column.cell(session, page.style()).text()));
            }
            rows.add(new Json.Obj(row));
        }
        return rows;
    }

    /** With whole statements; empty where there is no room for a table of them. */
    Optional<Table> whole(List<Json> sessions, String indent) {
        SessionColumn[] columns = SessionColumn.values();
        Table table = new Table(Arrays.stream(columns).map(SessionColumn::heading).toList());
        for (Json session : sessions) {
            table.row(Arrays.stream(columns).map(c -> c.cell(session, page.style())).toList());
        }
        for (SessionColumn column : SessionColumn.DISPENSABLE) {
            if (page.hasRoomFor(table, indent)) {
                break;
            }
            table = table.without(column.heading());
        }
        return page.hasRoomFor(table, indent) ? Optional.of(table) : Optional.empty();
    }
}
