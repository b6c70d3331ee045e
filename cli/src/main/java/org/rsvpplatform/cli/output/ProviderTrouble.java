package org.rsvpplatform.cli.output;

import java.util.Optional;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.output.StatusView.Provider;
import org.rsvpplatform.cli.terminal.Style;

/** One provider that is not well: since when, at which layer, why, and what to do. */
final class ProviderTrouble {
    private static final int LABEL = 11;

    private final Page page;

    ProviderTrouble(Page page) {
        this.page = page;
    }

    void show(Provider p) {
        Style style = page.style();
        String word = p.state();
        String since = p.json().text("since");
        page.gap();
        page.line(
                style.state(word, style.mark(word))
                        + style.bold(p.domain() + " / " + p.name())
                        + "  "
                        + style.state(word, word)
                        + (since.isEmpty() ? "" : " since " + page.since(since)));
        String standing = standing(p.json());
        if (!standing.isEmpty()) {
            page.labelled("  ", "is", LABEL, standing);
        }
        failedCheck(p.json())
                .ifPresent(check -> page.labelled("  ", "at layer", LABEL, layer(check)));
        Json diagnosis = p.json().get("diagnosis");
        if (diagnosis.text("cause").isEmpty()) {
            page.labelled("  ", "why", LABEL, reason(p));
        } else {
            new DiagnosisBlock(page, "  ").show(diagnosis);
        }
    }

    private String standing(Json provider) {
        String role = provider.text("role");
        String kind = provider.text("kind");
        String group = provider.text("group");
        String measured = StatusReport.measured(provider);
        StringBuilder text = new StringBuilder(role.isEmpty() ? "" : role);
        if (!group.isEmpty()) {
            text.append(" of group ").append(group);
        }
        if (!kind.isEmpty() && !kind.equals(group)) {
            text.append(" (").append(kind).append(')');
        }
        if (!measured.isEmpty()) {
            text.append(text.isEmpty() ? "measured " : ", measured ").append(measured);
        }
        String maintenance = StatusReport.maintenance(page, provider);
        if (!maintenance.isEmpty()) {
            text.append(text.isEmpty() ? "" : ", ").append(maintenance);
        }
        return text.toString();
    }

    private static String reason(Provider p) {
        if (!p.json().text("reason").isEmpty()) {
            return p.json().text("reason");
        }
        return failedCheck(p.json())
                .map(check -> check.text("evidence"))
                .filter(evidence -> !evidence.isEmpty())
                .orElse(
                        p.state().equals("UNKNOWN")
                                ? "not measured, or the measurement is too old"
                                : "no cause was named");
    }

    private static Optional<Json> failedCheck(Json provider) {
        return provider.get("checks").items().stream()
                .filter(
                        c ->
                                !c.text("outcome").equals("passed")
                                        && !c.text("outcome").equals("skipped"))
                .findFirst();
    }

    private static String layer(Json check) {
        String took = check.text("durationMs");
        return check.text("layer") + (took.isEmpty() ? "" : ", after " + took + " ms");
    }
}
