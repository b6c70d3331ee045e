package org.rsvpplatform.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Table.Cell;

/**
 * What can be broken in the sandbox: one table for all providers that have the same faults, and
 * below it which of these can't be had now.
 */
public final class SandboxFaults {
    private static final String INDENT = "  ";
    private static final int LABEL = 9;

    private final Page page;

    public SandboxFaults(Page page) {
        this.page = page;
    }

    /** A fault as its providers share it. */
    private record Fault(String name, String description) {}

    /** Why a fault can't be had, and at which providers. */
    private record Lack(List<String> providers, String why) {}

    /** Adds the faults of each provider, as the sandbox answers them, to the page. */
    public void show(Json answer) {
        Map<List<Fault>, List<String>> sharers = new LinkedHashMap<>();
        answer.fields()
                .forEach(
                        (provider, faults) ->
                                sharers.computeIfAbsent(faults(faults), _ -> new ArrayList<>())
                                        .add(provider));
        sharers.forEach(
                (faults, providers) -> {
                    page.gap();
                    page.line(page.style().bold(String.join(", ", providers)));
                    page.table(table(faults), INDENT);
                    lacks(answer, providers);
                });
    }

    private static List<Fault> faults(Json faults) {
        return faults.items().stream()
                .map(fault -> new Fault(fault.text("name"), fault.text("description")))
                .toList();
    }

    private static Table table(List<Fault> faults) {
        Table table = new Table(List.of("FAULT", "WHAT IT DOES"));
        faults.forEach(
                fault -> table.row(List.of(Cell.of(fault.name()), Cell.of(fault.description()))));
        return table;
    }

    private void lacks(Json answer, List<String> providers) {
        Map<Lack, List<String>> lacking = new LinkedHashMap<>();
        int faults = answer.get(providers.getFirst()).items().size();
        for (int i = 0; i < faults; i++) {
            Map<String, List<String>> reasons = new LinkedHashMap<>();
            for (String provider : providers) {
                String why = answer.get(provider).items().get(i).text("missing");
                reasons.computeIfAbsent(why, _ -> new ArrayList<>()).add(provider);
            }
            reasons.remove("");
            String fault = answer.get(providers.getFirst()).items().get(i).text("name");
            reasons.forEach(
                    (why, at) ->
                            lacking.computeIfAbsent(new Lack(at, why), _ -> new ArrayList<>())
                                    .add(fault));
        }
        if (!lacking.isEmpty()) {
            page.gap();
        }
        String label = "not now";
        for (Map.Entry<Lack, List<String>> each : lacking.entrySet()) {
            Lack lack = each.getKey();
            String where =
                    lack.providers().equals(providers)
                            ? ""
                            : " at " + String.join(", ", lack.providers());
            page.labelled(
                    INDENT,
                    label,
                    LABEL,
                    "%s%s: %s".formatted(String.join(", ", each.getValue()), where, lack.why()));
            label = "";
        }
    }
}
