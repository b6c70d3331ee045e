package org.rsvpplatform.cli.output;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.StatusView.Domain;
import org.rsvpplatform.cli.output.StatusView.Provider;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Words;

/**
 * Shows a status as an operator reads it at night: first whether and since when something is wrong,
 * then where, then for each provider that is not well at which layer, why, and what to do.
 */
final class StatusReport {
    private static final int LABEL = 11;
    private static final String NO_PROVIDER =
            "no provider is known; ./rsvp providers:validate %s tells what is wrong with the"
                    + " configuration";

    private final Page page;
    private final boolean detailed;

    StatusReport(Page page, boolean detailed) {
        this.page = page;
        this.detailed = detailed;
    }

    void show(Json answer) {
        StatusView status = StatusView.of(answer);
        headline(status);
        page.gap();
        overview(status.providers());
        status.domains().forEach(domain -> domainTrouble(domain, status));
        status.providers().stream()
                .filter(p -> !p.state().equals("UP"))
                .sorted(
                        Comparator.<Provider>comparingInt(p -> StatusView.rank(p.state()))
                                .thenComparing(p -> !p.isActive()))
                .forEach(new ProviderTrouble(page)::show);
        if (detailed) {
            status.providers().forEach(this::checks);
        }
        status.providers().forEach(this::trace);
    }

    private void headline(StatusView status) {
        Style style = page.style();
        String state = status.state();
        String since = status.since();
        page.line(
                style.state(state, style.mark(state))
                        + style.bold(status.subject() + " is ")
                        + style.bold(style.state(state, state))
                        + (since.isEmpty() || state.equals("UP")
                                ? ""
                                : " since " + page.since(since)));
        if (status.domains().size() > 1 && !state.equals("UP")) {
            String because =
                    status.domains().stream()
                            .filter(d -> d.state().equals(state))
                            .map(d -> because(d, status, state))
                            .collect(Collectors.joining(", "));
            if (!because.isEmpty()) {
                page.line("because of: " + because);
            }
        }
    }

    /** A domain and the active providers that make it so. */
    private static String because(Domain domain, StatusView status, String state) {
        String providers =
                status.providers().stream()
                        .filter(
                                p ->
                                        p.domain().equals(domain.name())
                                                && p.state().equals(state)
                                                && p.isActive())
                        .map(Provider::name)
                        .collect(Collectors.joining(", "));
        return providers.isEmpty() ? domain.name() : domain.name() + " (" + providers + ")";
    }

    private void overview(List<Provider> providers) {
        Style style = page.style();
        Table table =
                new Table(
                        List.of(
                                "DOMAIN",
                                "PROVIDER",
                                "ROLE",
                                "STATE",
                                "SINCE",
                                "MEASURED",
                                "TOOK",
                                "WHY"));
        String above = "";
        for (Provider p : providers) {
            String word = p.state();
            table.row(
                    List.of(
                            Cell.of(p.domain().equals(above) ? "" : p.domain()),
                            Cell.of(p.name()),
                            new Cell(p.json().text("role"), p.isActive() ? t -> t : style::dim),
                            new Cell(style.mark(word) + word, text -> style.state(word, text)),
                            Cell.of(page.at(p.json().text("since"))),
                            Cell.of(measured(p.json())),
                            Cell.of(took(p.json())),
                            Cell.of(why(p))));
            above = p.domain();
        }
        // What goes first is said below again, or matters least.
        for (String expendable : List.of("WHY", "MEASURED", "ROLE", "SINCE")) {
            if (!page.hasRoomFor(table, "")) {
                table = table.without(expendable);
            }
        }
        page.table(table, "");
    }

    private static String took(Json provider) {
        return provider.text("tookMs").isEmpty() ? "" : provider.text("tookMs") + " ms";
    }

    /**
     * How old the measurement is; empty for a fresh probe, which tells how long it took instead.
     */
    static String measured(Json provider) {
        double seconds = provider.get("ageSeconds").number(-1);
        if (seconds < 0) {
            boolean fresh =
                    !provider.text("tookMs").isEmpty() || !provider.text("measuredAt").isEmpty();
            return fresh ? "" : "never";
        }
        return seconds < 60
                ? "%.1f s ago".formatted(seconds)
                : Page.lasting(Duration.ofSeconds((long) seconds)) + " ago";
    }

    private String why(Provider p) {
        return Stream.of(maintenance(page, p.json()), cause(p))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** Until when it is in maintenance; empty when it is not. */
    static String maintenance(Page page, Json provider) {
        String until = provider.text("maintenanceUntil");
        return until.isEmpty() ? "" : "in maintenance until " + page.at(until);
    }

    private static String cause(Provider p) {
        String cause = p.json().get("diagnosis").text("cause");
        return cause.isEmpty() && !p.state().equals("UP") ? p.json().text("reason") : cause;
    }

    /**
     * What ails a domain itself rather than one of its providers: a silent service, a configuration
     * that can't be read.
     */
    private void domainTrouble(Domain domain, StatusView status) {
        List<Json> problems = domain.json().get("problems").items();
        boolean empty =
                status.providers().stream().noneMatch(p -> p.domain().equals(domain.name()));
        if (!empty && problems.isEmpty()) {
            return;
        }
        Style style = page.style();
        String word = domain.state().isEmpty() ? "UNKNOWN" : domain.state();
        page.gap();
        page.line(
                style.state(word, style.mark(word))
                        + style.bold(domain.name())
                        + "  "
                        + style.state(word, word));
        String label = "problem";
        for (Json each : problems) {
            page.labelled("  ", label, LABEL, each.text());
            label = "";
        }
        if (problems.isEmpty()) {
            page.labelled("  ", label, LABEL, NO_PROVIDER.formatted(domain.name()));
        }
        if (domain.json().get("ageSeconds").isPresent() && empty) {
            page.labelled("  ", "told", LABEL, measured(domain.json()));
        }
    }

    private void checks(Provider p) {
        List<Json> checks = p.json().get("checks").items();
        if (checks.isEmpty()) {
            return;
        }
        Style style = page.style();
        page.gap();
        page.line(style.bold("Checks of " + p.domain() + " / " + p.name()));
        Table table = new Table(List.of("LAYER", "OUTCOME", "MS", "EVIDENCE"));
        for (Json check : checks) {
            String outcome = check.text("outcome");
            table.row(
                    List.of(
                            Cell.of(check.text("layer")),
                            new Cell(
                                    style.mark(outcome) + outcome,
                                    text -> style.state(outcome, text)),
                            Cell.of(check.text("durationMs")),
                            Cell.of(Words.harmless(check.text("evidence")))));
        }
        page.table(table, "  ");
    }

    /** What was sent and received; there only when it was asked for. */
    private void trace(Provider p) {
        List<Json> trace = p.json().get("trace").items();
        if (trace.isEmpty()) {
            return;
        }
        page.gap();
        page.line(page.style().bold("Trace of " + p.domain() + " / " + p.name()));
        for (Json line : trace) {
            page.labelled(
                    "  ", line.text("atMs"), 10, line.isScalar() ? line.text() : line.text("text"));
        }
    }
}
