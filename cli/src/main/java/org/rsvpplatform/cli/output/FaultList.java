package org.rsvpplatform.cli.output;

import java.util.List;
import java.util.Locale;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Style;

/** Faults of a configuration as a compiler shows its own: where, what is wrong, how to mend it. */
final class FaultList {
    private static final int LABEL = 9;

    private final Page page;

    FaultList(Page page) {
        this.page = page;
    }

    /** Whether all items are faults. */
    static boolean fits(List<Json> items) {
        return !items.isEmpty()
                && items.stream()
                        .allMatch(
                                i -> !i.text("problem").isEmpty() && i.fields().containsKey("fix"));
    }

    void show(List<Json> faults, String indent) {
        for (Json fault : faults) {
            Style style = page.style();
            String told = fault.text("severity").toLowerCase(Locale.ROOT);
            String severity = told.isEmpty() ? "error" : told;
            String line = fault.get("line").number(0) > 0 ? ":" + fault.text("line") : "";
            String where = fault.text("file") + line;
            page.line(
                    indent
                            + style.state(severity, style.mark(severity) + severity)
                            + "  "
                            + style.bold(
                                    where + (where.isEmpty() ? "" : "  ") + fault.text("path")));
            page.labelled(indent + "  ", "problem", LABEL, fault.text("problem"));
            if (!fault.text("value").isEmpty()) {
                page.labelled(indent + "  ", "found", LABEL, fault.text("value"));
            }
            if (!fault.text("fix").isEmpty()) {
                page.labelled(indent + "  ", "fix", LABEL, fault.text("fix"));
            }
        }
    }
}
