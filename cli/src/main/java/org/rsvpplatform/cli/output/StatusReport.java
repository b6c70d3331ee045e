package org.rsvpplatform.cli.output;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Table;
import org.rsvpplatform.cli.terminal.Table.Cell;
import org.rsvpplatform.cli.terminal.Words;

/**
 * Shows a status as an operator reads it at night: first whether and since when something is wrong,
 * then where, then for each provider that is not well at which layer, why, and what to do.
 */
final class StatusReport {
    private static final List<String> WORST_FIRST = List.of("DOWN", "UNKNOWN", "DEGRADED", "UP");
    private static final int LABEL = 11;

    private final Page page;
    private final boolean detailed;

    StatusReport(Page page, boolean detailed) {
        this.page = page;
        this.detailed = detailed;
    }

    /** A provider with the domain that it belongs to. */
    private record Provider(String domain, String name, Json state) {
        String word() {
            return state.text("state");
        }

        boolean isActive() {
            return !state.text("role").equals("standby");
        }
    }

    /** Whether an answer is a status: states of providers, by domain or of one domain. */
    static boolean fits(Json answer) {
        boolean domains =
                answer.get("domains").fields().values().stream()
                        .anyMatch(StatusReport::hasProviders);
        return domains || (!answer.text("state").isEmpty() && hasProviders(answer));
    }

    private static boolean hasProviders(Json domain) {
        return domain.get("providers").fields().values().stream()
                .anyMatch(p -> !p.text("state").isEmpty());
    }

    void show(Json status) {
        Map<String, Json> domains = status.get("domains").fields();
        if (domains.isEmpty()) {
            domains =
                    Map.of(
                            status.text("domain").isEmpty()
                                    ? status.text("name")
                                    : status.text("domain"),
                            status);
        }
        List<Provider> providers = providers(domains);
        headline(status, domains);
        page.gap();
        overview(providers);
        for (Map.Entry<String, Json> domain : domains.entrySet()) {
            silentDomain(domain.getKey(), domain.getValue());
        }
        providers.stream()
                .filter(p -> !p.word().equals("UP"))
                .sorted(
                        Comparator.<Provider>comparingInt(p -> rank(p.word()))
                                .thenComparing(p -> !p.isActive()))
                .forEach(this::trouble);
        if (detailed) {
            providers.forEach(this::checks);
        }
    }

    private static List<Provider> providers(Map<String, Json> domains) {
        List<Provider> providers = new ArrayList<>();
        domains.forEach(
                (domain, state) ->
                        state.get("providers")
                                .fields()
                                .forEach(
                                        (name, provider) ->
                                                providers.add(
                                                        new Provider(domain, name, provider))));
        return providers;
    }

    private static int rank(String state) {
        int rank = WORST_FIRST.indexOf(state);
        return rank < 0 ? 1 : rank;
    }

    private void headline(Json status, Map<String, Json> domains) {
        Style style = page.style();
        String state = status.text("state");
        if (state.isEmpty()) {
            state =
                    domains.values().stream()
                            .map(d -> d.text("state"))
                            .min(Comparator.comparingInt(StatusReport::rank))
                            .orElse("UNKNOWN");
        }
        String subject = domains.size() == 1 ? domains.keySet().iterator().next() : "RSVP Platform";
        String since = status.text("since");
        page.line(
                style.state(state, style.mark(state))
                        + style.bold(subject + " is ")
                        + style.bold(style.state(state, state))
                        + (since.isEmpty() || state.equals("UP")
                                ? ""
                                : " since " + page.since(since)));
        if (domains.size() > 1 && !state.equals("UP")) {
            String worst = state;
            String because =
                    domains.entrySet().stream()
                            .filter(d -> d.getValue().text("state").equals(worst))
                            .map(d -> because(d.getKey(), d.getValue(), worst))
                            .collect(Collectors.joining(", "));
            if (!because.isEmpty()) {
                page.line("because of: " + because);
            }
        }
    }

    /** A domain and the active providers that make it so. */
    private static String because(String domain, Json state, String worst) {
        String providers =
                state.get("providers").fields().entrySet().stream()
                        .filter(p -> p.getValue().text("state").equals(worst))
                        .filter(p -> !p.getValue().text("role").equals("standby"))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        return providers.isEmpty() ? domain : domain + " (" + providers + ")";
    }

    private void overview(List<Provider> providers) {
        Style style = page.style();
        Table table =
                new Table(
                        List.of("DOMAIN", "PROVIDER", "ROLE", "STATE", "SINCE", "MEASURED", "WHY"));
        String above = "";
        for (Provider p : providers) {
            String word = p.word();
            table.row(
                    List.of(
                            Cell.of(p.domain().equals(above) ? "" : p.domain()),
                            Cell.of(p.name()),
                            new Cell(p.state().text("role"), p.isActive() ? t -> t : style::dim),
                            new Cell(style.mark(word) + word, text -> style.state(word, text)),
                            Cell.of(page.at(p.state().text("since"))),
                            Cell.of(age(p.state())),
                            Cell.of(cause(p.state()))));
            above = p.domain();
        }
        // What goes first is said below again, or matters least.
        for (String expendable : List.of("WHY", "MEASURED", "ROLE", "SINCE")) {
            if (!page.hasRoomFor(table, "")) {
                table = table.without(expendable);
            }
        }
        if (!table.isEmpty()) {
            page.table(table, "");
        }
    }

    private static String age(Json provider) {
        double seconds = provider.get("ageSeconds").number(-1);
        if (seconds < 0) {
            return provider.text("measuredAt").isEmpty() ? "never" : "";
        }
        return seconds < 60
                ? "%.1f s ago".formatted(seconds)
                : Page.lasting(Duration.ofSeconds((long) seconds)) + " ago";
    }

    private static String cause(Json provider) {
        String cause = provider.get("diagnosis").text("cause");
        return cause.isEmpty() ? provider.text("reason") : cause;
    }

    /**
     * A domain whose service says nothing has no providers to list; that is a finding of its own.
     */
    private void silentDomain(String name, Json domain) {
        String problem =
                domain.text("problem").isEmpty() ? domain.text("reason") : domain.text("problem");
        if (hasProviders(domain) && problem.isEmpty()) {
            return;
        }
        Style style = page.style();
        String word = domain.text("state").isEmpty() ? "UNKNOWN" : domain.text("state");
        page.gap();
        page.line(style.state(word, style.mark(word) + style.bold(name) + "  " + word));
        page.labelled(
                "  ",
                "why",
                LABEL,
                problem.isEmpty() ? "its service has told nothing yet" : problem);
        if (domain.get("ageSeconds").isPresent()) {
            page.labelled("  ", "answer", LABEL, age(domain));
        }
    }

    private void trouble(Provider p) {
        Style style = page.style();
        String word = p.word();
        String since = p.state().text("since");
        page.gap();
        page.line(
                style.state(word, style.mark(word))
                        + style.bold(p.domain() + " / " + p.name())
                        + "  "
                        + style.state(word, word)
                        + (since.isEmpty() ? "" : " since " + page.since(since)));
        page.labelled("  ", "is", LABEL, role(p));
        String layer = failedLayer(p.state());
        if (!layer.isEmpty()) {
            page.labelled("  ", "at layer", LABEL, layer);
        }
        Json diagnosis = p.state().get("diagnosis");
        if (diagnosis.text("cause").isEmpty()) {
            String reason = p.state().text("reason");
            page.labelled("  ", "why", LABEL, reason.isEmpty() ? fallbackReason(p) : reason);
        } else {
            new DiagnosisBlock(page, "  ").show(diagnosis);
        }
    }

    private static String role(Provider p) {
        String kind = p.state().text("kind");
        String group = p.state().text("group");
        return "%s%s%s, measured %s"
                .formatted(
                        p.state().text("role").isEmpty() ? "a provider" : p.state().text("role"),
                        group.isEmpty() ? "" : " of group " + group,
                        kind.isEmpty() || kind.equals(group) ? "" : " (" + kind + ")",
                        age(p.state()));
    }

    private static String fallbackReason(Provider p) {
        String evidence =
                p.state().get("checks").items().stream()
                        .filter(c -> !isFine(c.text("outcome")))
                        .map(c -> c.text("evidence"))
                        .filter(e -> !e.isEmpty())
                        .findFirst()
                        .orElse("");
        if (!evidence.isEmpty()) {
            return evidence;
        }
        return p.word().equals("UNKNOWN")
                ? "not measured, or the measurement is too old"
                : "no cause was named";
    }

    private static boolean isFine(String outcome) {
        return outcome.equals("passed") || outcome.equals("skipped");
    }

    private static String failedLayer(Json provider) {
        return provider.get("checks").items().stream()
                .filter(c -> !isFine(c.text("outcome")))
                .map(
                        c ->
                                c.text("layer")
                                        + (c.get("durationMs").isPresent()
                                                ? ", after %s ms".formatted(c.text("durationMs"))
                                                : ""))
                .findFirst()
                .orElse("");
    }

    private void checks(Provider p) {
        List<Json> checks = p.state().get("checks").items();
        if (checks.isEmpty()) {
            return;
        }
        Style style = page.style();
        page.gap();
        page.line(style.bold("Checks of " + p.domain() + " / " + p.name()));
        Table table = new Table(List.of("LAYER", "CHECK", "OUTCOME", "MS", "EVIDENCE"));
        for (Json check : checks) {
            String outcome = check.text("outcome");
            table.row(
                    List.of(
                            Cell.of(check.text("layer")),
                            Cell.of(
                                    check.text("check").isEmpty()
                                            ? check.text("name")
                                            : check.text("check")),
                            new Cell(
                                    style.mark(outcome) + outcome,
                                    text -> style.state(outcome, text)),
                            Cell.of(check.text("durationMs")),
                            Cell.of(Words.harmless(check.text("evidence")))));
        }
        page.table(table, "  ");
    }
}
